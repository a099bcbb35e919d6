(** L where the strongest modes decide it (theory.md 3, qualification): as in [FrontierConditions], but e^(-2g) falls above
    the frontier no faster than (l/lambda)^r with b r < a - 1.  Then the first mode carries L:

      W M1 (l/Lambda)^r  <=  L  <=  W C (l/Lambda)^r,

    which is more than any multiple of (l/Lambda)^((a-1)/b) as l -> 0. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails PowerHeads Setting LossOfMonomial FrontierConditions.
Open Scope R_scope.

Definition heavy_high a b r M := (M + 1) * ((a-b*r)/(a-b*r-1)).

Section Heavy.
Variables W a Lambda b r l M1 M t : R.
Variable g : R -> R -> R.
Hypotheses (HW : 0 < W) (HL : 0 < Lambda) (Hb : 0 < b) (Hr0 : 0 < r) (Hr : b*r < a - 1) (Hl : 0 < l <= Lambda) (HM : 0 < M).
Hypothesis g_nonneg : forall lambda, 0 < lambda <= Lambda -> 0 <= g lambda t.
Hypothesis above : forall lambda, l <= lambda <= Lambda -> exp (-2 * g lambda t) <= M * Rpower (l/lambda) r.
Hypothesis first_mode : M1 * Rpower (l/Lambda) r <= exp (-2 * g Lambda t).

Let x k := g (eigenvalue Lambda b k) t.
Let terms k := Rpower (INR (S k)) (-a) * exp (-2 * x k).
Let Ha : 1 < a. Proof. assert (0 < b*r) by (apply Rmult_lt_0_compat; assumption). lra. Qed.
Let x_nonneg k : 0 <= x k. Proof. apply g_nonneg, eigenvalue_range; lra. Qed.
Let converge : ex_series terms. Proof. exact (terms_converge a Ha x x_nonneg). Qed.

(** Above the frontier by the hypothesis, below it because (l/lambda_k)^r >= 1 there. *)
Let term_above k : terms k <= M * Rpower (l/Lambda) r * tail (a-b*r) 0 k + Rpower (l/Lambda) r * tail (a-b*r) 0 k.
Proof.
  destruct (eigenvalue_range Lambda b k HL ltac:(lra)) as [P Q].
  pose proof (Rpower_pos (l/Lambda) r) as Pr. pose proof (Rpower_pos (INR (S k)) (-a)) as Pa.
  assert (E : Rpower (INR (S k)) (-a) * Rpower (l / eigenvalue Lambda b k) r = Rpower (l/Lambda) r * tail (a-b*r) 0 k).
  { rewrite ratio_at_mode by assumption. unfold tail. change (0 + 1 + k)%nat with (S k).
    replace (-(a-b*r)) with (-a + b*r) by ring. rewrite Rpower_plus. ring. }
  assert (T : 0 <= Rpower (l/Lambda) r * tail (a-b*r) 0 k) by (apply Rmult_le_pos; left; apply Rpower_pos).
  destruct (Rle_dec l (eigenvalue Lambda b k)) as [C|C].
  - pose proof (above _ (conj C Q)) as A. fold (x k) in A. apply (Rmult_le_compat_l (Rpower (INR (S k)) (-a))) in A; [|lra].
    unfold terms. nra.
  - assert (1 <= Rpower (l / eigenvalue Lambda b k) r).
    { apply Rpower_above_1; [lra|]. apply Rle_div_r; lra. }
    assert (exp (-2 * x k) <= 1) by (apply exp_at_most_1; specialize (x_nonneg k); lra).
    assert (terms k <= Rpower (INR (S k)) (-a) * Rpower (l / eigenvalue Lambda b k) r).
    { unfold terms. apply Rmult_le_compat_l; lra. }
    assert (0 <= M * (Rpower (l/Lambda) r * tail (a-b*r) 0 k)) by (apply Rmult_le_pos; lra). lra.
Qed.

Theorem heavy_head :
  within (W * (M1 * Rpower (l/Lambda) r)) (loss_terms W a Lambda b g t) (W * (heavy_high a b r M * Rpower (l/Lambda) r)).
Proof.
  assert (Hr' : 1 < a - b*r) by lra.
  apply (within_ext _ (fun k => W * terms k)).
  { intros k. unfold loss_terms, task_power, terms, x. ring. }
  apply within_scale; [lra|]. split; [exact converge|split].
  - apply Rle_trans with (sum_n terms 0); [|apply sum_n_below_Series; [exact (fun k => proj1 (terms_range a x x_nonneg k))|exact converge]].
    rewrite sum_O. unfold terms, x, eigenvalue. change (INR 1) with 1. rewrite !Rpower_of_1, Rmult_1_l, Rmult_1_r. exact first_mode.
  - set (c := M * Rpower (l/Lambda) r + Rpower (l/Lambda) r).
    apply Rle_trans with (Series (fun k => c * tail (a-b*r) 0 k)).
    + apply Series_monotone; [|exact converge|apply (ex_series_scal_l c (tail (a-b*r) 0)), tail_converges, Hr'].
      intros k. unfold c. pose proof (term_above k). lra.
    + rewrite Series_scal_l. unfold c, heavy_high. pose proof (power_sum (a-b*r) Hr') as B.
      pose proof (Rpower_pos (l/Lambda) r). rewrite Rmult_plus_distr_r.
      apply (Rmult_le_compat_l (M * Rpower (l/Lambda) r + Rpower (l/Lambda) r)) in B; [|nra]. lra.
Qed.
End Heavy.
