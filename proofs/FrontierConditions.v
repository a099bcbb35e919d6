(** L from the frontier alone, without condition (2) (theory.md 3).  At one time t let 0 < l <= Lambda, the place of the
    frontier, be such that g <= kappa below l and e^(-2g) <= M (l/lambda)^r above it, with b r > a - 1.  Then

      W C1 (l/Lambda)^((a-1)/b)  <=  L  <=  W C2 (l/Lambda)^((a-1)/b)

    with constants that do not depend on l: L = Theta(lambda_*^p), p = (a-1)/b, whenever kappa, M and r serve all t.
    Covers log(1 + lambda t), lambda t + lambda^2 t^3, lambda t log(1 + t), none of which satisfies (2). *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails PowerHeads Setting LossOfMonomial.
Open Scope R_scope.

Definition frontier_low a kappa := exp (-2*kappa) * Rpower 2 (1-a) / (a-1).
Definition frontier_high a b r M := M * (1 + /(b*r-a+1)) + Rpower 2 (a-1) / (a-1).

(** The place of the frontier among the modes: lambda at k = mode_at is l. *)
Definition mode_at Lambda b l := Rpower (l/Lambda) (-/b).

Section Mode.
Variables Lambda b l : R.
Hypotheses (HL : 0 < Lambda) (Hb : 0 < b) (Hl : 0 < l <= Lambda).
Let k0 := mode_at Lambda b l.

Lemma frontier_ratio : 0 < l/Lambda <= 1.
Proof. split; [apply Rdiv_lt_0_compat; lra|]. apply Rle_div_l; lra. Qed.

Lemma mode_at_above_1 : 1 <= k0.
Proof.
  pose proof frontier_ratio. unfold k0, mode_at. rewrite <- (Rpower_of_1 (-/b)).
  apply Rpower_decreasing; [left; apply Rinv_0_lt_compat; lra|lra|lra].
Qed.

Lemma mode_at_power e : Rpower k0 (b*e) = Rpower (l/Lambda) (-e).
Proof. unfold k0, mode_at. rewrite Rpower_mult. f_equal. field. lra. Qed.

Lemma mode_at_inverse : Rpower k0 (-b) = l/Lambda.
Proof.
  replace (-b) with (b * -(1)) by ring. rewrite mode_at_power, Ropp_involutive. apply Rpower_1, frontier_ratio.
Qed.

Lemma beyond_mode k : k0 <= INR (S k) -> eigenvalue Lambda b k <= l.
Proof.
  pose proof mode_at_above_1. intros H'. unfold eigenvalue.
  replace l with (Lambda * (l/Lambda)) by (field; lra). rewrite <- mode_at_inverse.
  apply Rmult_le_compat_l; [lra|]. apply Rpower_decreasing; lra.
Qed.

Lemma before_mode k : INR (S k) <= k0 -> l <= eigenvalue Lambda b k.
Proof.
  intros H'. unfold eigenvalue. replace l with (Lambda * (l/Lambda)) at 1 by (field; lra). rewrite <- mode_at_inverse.
  apply Rmult_le_compat_l; [lra|]. apply Rpower_decreasing; [lra|apply INR_S_pos|exact H'].
Qed.

Lemma mode_floor : exists K, (1 <= K)%nat /\ INR K <= k0 < INR K + 1.
Proof.
  pose proof mode_at_above_1. destruct (nfloor_ex k0) as [K H']; [lra|].
  exists K. split; [|exact H']. destruct K; [simpl in H'; lra|lia].
Qed.

(** (l/lambda_k)^r, a power of k. *)
Lemma ratio_at_mode r k : Rpower (l / eigenvalue Lambda b k) r = Rpower (l/Lambda) r * Rpower (INR (S k)) (b*r).
Proof.
  pose proof frontier_ratio. pose proof (Rpower_pos (INR (S k)) (-b)) as Pk.
  replace (l / eigenvalue Lambda b k) with (l/Lambda * Rpower (INR (S k)) b).
  - rewrite <- Rpower_mult_distr by (try apply Rpower_pos; lra). rewrite Rpower_mult. reflexivity.
  - unfold eigenvalue. replace b with (- - b) at 1 by ring. rewrite (Rpower_Ropp _ (-b)). field. lra.
Qed.
End Mode.

Section Frontier.
Variables W a Lambda b r l kappa M t : R.
Variable g : R -> R -> R.
Hypotheses (HW : 0 < W) (Ha : 1 < a) (HL : 0 < Lambda) (Hb : 0 < b) (Hr : a - 1 < b*r) (Hl : 0 < l <= Lambda) (HM : 0 < M).
Hypothesis g_nonneg : forall lambda, 0 < lambda <= Lambda -> 0 <= g lambda t.
Hypothesis below : forall lambda, 0 < lambda <= l -> g lambda t <= kappa.
Hypothesis above : forall lambda, l <= lambda <= Lambda -> exp (-2 * g lambda t) <= M * Rpower (l/lambda) r.

Let x k := g (eigenvalue Lambda b k) t.
Let terms k := Rpower (INR (S k)) (-a) * exp (-2 * x k).
Let k0 := mode_at Lambda b l.
Let x_nonneg k : 0 <= x k. Proof. apply g_nonneg, eigenvalue_range; lra. Qed.
Let converge : ex_series terms. Proof. exact (terms_converge a Ha x x_nonneg). Qed.
Let k0_above_1 : 1 <= k0. Proof. apply mode_at_above_1; assumption. Qed.
Let beyond k : k0 <= INR (S k) -> eigenvalue Lambda b k <= l. Proof. apply beyond_mode; assumption. Qed.
Let before k : INR (S k) <= k0 -> l <= eigenvalue Lambda b k. Proof. apply before_mode; assumption. Qed.
Let k0_scale : Rpower k0 (1-a) = Rpower (l/Lambda) ((a-1)/b).
Proof. replace (1-a) with (b * (-((a-1)/b))) by (field; lra). unfold k0. rewrite mode_at_power by assumption. f_equal. ring. Qed.
Let k0_floor : exists K, (1 <= K)%nat /\ INR K <= k0 < INR K + 1. Proof. apply mode_floor; assumption. Qed.

Lemma frontier_from_below : frontier_low a kappa * Rpower (l/Lambda) ((a-1)/b) <= Series terms.
Proof.
  destruct k0_floor as [K [HK [H1 H2]]]. rewrite (Series_split terms K HK converge).
  pose proof (sum_n_nonneg terms (pred K) (fun k => proj1 (terms_range a x x_nonneg k))) as P.
  assert (T : exp (-2*kappa) * Series (tail a K) <= Series (fun j => terms (K + j)%nat)).
  { rewrite <- Series_scal_l. apply Series_monotone.
    - intros j. unfold tail, terms. replace (K + 1 + j)%nat with (S (K + j)) by lia.
      rewrite Rmult_comm. apply Rmult_le_compat_l; [left; apply Rpower_pos|]. apply exp_monotone.
      assert (x (K + j)%nat <= kappa); [|lra]. apply below. split; [apply eigenvalue_range; lra|]. apply beyond.
      rewrite S_INR, plus_INR. pose proof (pos_INR j). lra.
    - apply (ex_series_scal_l (exp (-2*kappa)) (tail a K)), tail_converges, Ha.
    - apply ex_series_rest, converge. }
  pose proof (tail_lower a K Ha) as TL.
  assert (R0 : Rpower (2*k0) (1-a) <= Rpower (INR (K+1)) (1-a)).
  { replace (1-a) with (-(a-1)) by ring. apply Rpower_decreasing; [lra|apply lt_0_INR; lia|].
    rewrite plus_INR; simpl; lra. }
  rewrite <- Rpower_mult_distr, k0_scale in R0 by lra.
  assert (I : 0 < /(a-1)) by (apply Rinv_0_lt_compat; lra). pose proof (exp_pos (-2*kappa)) as E.
  apply (Rmult_le_compat_r (/(a-1))) in R0; [|lra]. apply (Rmult_le_compat_l (exp (-2*kappa))) in R0; [|lra].
  apply (Rmult_le_compat_l (exp (-2*kappa))) in TL; [|lra]. unfold frontier_low, Rdiv in *. lra.
Qed.

(** The modes before the frontier: a head of the power law k^(b r - a), heavier than the frontier's own. *)
Lemma frontier_head K : (1 <= K)%nat -> INR K <= k0 ->
  sum_n terms (pred K) <= M * (1 + /(b*r-a+1)) * Rpower k0 (1-a).
Proof.
  intros HK H1. set (s := b*r-a+1). assert (Hs : 0 < s) by (unfold s; lra).
  apply Rle_trans with (sum_n (fun j => M * Rpower (l/Lambda) r * head s j) (pred K)).
  - apply sum_n_at_most. intros k Hk.
    assert (X : INR (S k) <= k0) by (apply Rle_trans with (INR K); [apply le_INR; lia|lra]).
    destruct (eigenvalue_range Lambda b k HL ltac:(lra)) as [P1 P2].
    pose proof (above _ (conj (before k X) P2)) as A. fold (x k) in A.
    rewrite ratio_at_mode in A by assumption.
    unfold terms.
    apply Rle_trans with (Rpower (INR (S k)) (-a) * (M * (Rpower (l/Lambda) r * Rpower (INR (S k)) (b*r)))).
    + apply Rmult_le_compat_l; [left; apply Rpower_pos|exact A].
    + right. unfold head. replace (s-1) with (-a + b*r) by (unfold s; ring). rewrite Rpower_plus. ring.
  - rewrite sum_n_scale. pose proof (power_head s (pred K) Hs) as HS. replace (S (pred K)) with K in HS by lia.
    pose proof (Rpower_increasing s (INR K) k0 ltac:(lra) ltac:(apply lt_0_INR; lia) H1) as X.
    assert (E2 : Rpower (l/Lambda) r * Rpower k0 s = Rpower k0 (1-a)).
    { rewrite <- (Ropp_involutive r) at 1. rewrite <- (mode_at_power Lambda b) by assumption.
      fold k0. rewrite <- Rpower_plus. f_equal. unfold s. ring. }
    rewrite <- E2. pose proof (Rpower_pos (l/Lambda) r) as Pr. assert (0 < /s) by (apply Rinv_0_lt_compat; lra).
    apply Rle_trans with (M * Rpower (l/Lambda) r * ((1+/s) * Rpower k0 s)); [|right; ring].
    apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|].
    eapply Rle_trans; [exact HS|]. apply Rmult_le_compat_l; lra.
Qed.

Lemma frontier_from_above : Series terms <= frontier_high a b r M * Rpower (l/Lambda) ((a-1)/b).
Proof.
  destruct k0_floor as [K [HK [H1 H2]]]. rewrite (Series_split terms K HK converge).
  pose proof (frontier_head K HK H1) as P. pose proof (tail_upper a K Ha HK) as TU.
  assert (T : Series (fun j => terms (K + j)%nat) <= Series (tail a K)).
  { apply Series_monotone; [|apply ex_series_rest, converge|apply tail_converges, Ha].
    intros j. destruct (terms_range a x x_nonneg (K + j)%nat) as [_ B]. unfold tail in *.
    replace (K + 1 + j)%nat with (0 + 1 + (K + j))%nat by lia. exact B. }
  assert (R0 : Rpower (INR K) (1-a) <= Rpower (k0*/2) (1-a)).
  { replace (1-a) with (-(a-1)) by ring. apply Rpower_decreasing; [lra|lra|].
    assert (1 <= INR K) by (apply (le_INR 1); lia). lra. }
  rewrite <- Rpower_mult_distr in R0 by lra.
  replace (Rpower (/2) (1-a)) with (Rpower 2 (a-1)) in R0.
  2:{ unfold Rpower. rewrite ln_Rinv by lra. f_equal. ring. }
  assert (I : 0 < /(a-1)) by (apply Rinv_0_lt_compat; lra).
  apply (Rmult_le_compat_r (/(a-1))) in R0; [|lra].
  rewrite k0_scale in *. unfold frontier_high, Rdiv in *. lra.
Qed.

Theorem frontier_conditions :
  within (W * (frontier_low a kappa * Rpower (l/Lambda) ((a-1)/b))) (loss_terms W a Lambda b g t)
         (W * (frontier_high a b r M * Rpower (l/Lambda) ((a-1)/b))).
Proof.
  apply (within_ext _ (fun k => W * terms k)).
  { intros k. unfold loss_terms, task_power, terms, x. ring. }
  apply within_scale; [lra|]. split; [exact converge|split; [exact frontier_from_below|exact frontier_from_above]].
Qed.
End Frontier.
