(** S from the frontier alone, without condition (2) (theory.md 4).  At one time t let 0 < l <= Lambda be such that
    0 <= g <= kappa (lambda/l)^mu below l and g >= theta > 0 above it.  With s = 1 + b - a < 2 mu b:

      0 < s    (W/Lambda) C1 (l/Lambda)^(-s/b) <= S <= (W/Lambda) C2 (l/Lambda)^(-s/b)
      s = 0    S between two affine functions of log (Lambda/l), both of positive slope
      s < 0    S between two positive constants

    with constants that do not depend on l. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails PowerHeads Setting LossOfMonomial FrontierConditions.
Open Scope R_scope.

Definition edge_low s theta := (1 - exp (-theta))^2 * Rpower 2 (-s).
Definition edge_tail s kappa mb := kappa^2 * (Rpower 2 (2*mb-s) / (2*mb-s)).
Definition edge_high s kappa mb := 1 + /s + edge_tail s kappa mb.

Section Energy.
Variables W a Lambda b l kappa mu theta t : R.
Variable g : R -> R -> R.
Let s := 1 + b - a.
Hypotheses (HW : 0 < W) (HL : 0 < Lambda) (Hb : 0 < b) (Hl : 0 < l <= Lambda) (Htheta : 0 < theta).
Hypothesis Hmu : s < 2*(mu*b).
Hypothesis below : forall lambda, 0 < lambda <= l -> 0 <= g lambda t <= kappa * Rpower (lambda/l) mu.
Hypothesis above : forall lambda, l <= lambda <= Lambda -> theta <= g lambda t.

Let x k := g (eigenvalue Lambda b k) t.
Let terms k := Rpower (INR (S k)) (s-1) * (1 - exp (- x k))^2.
Let k0 := mode_at Lambda b l.
Let q := mu * b.
Let a' := 1 + 2*q - s.

Let k0_above_1 : 1 <= k0. Proof. apply mode_at_above_1; assumption. Qed.
Let x_nonneg k : 0 <= x k.
Proof.
  destruct (eigenvalue_range Lambda b k HL ltac:(lra)) as [P Q]. unfold x.
  destruct (Rle_dec (eigenvalue Lambda b k) l) as [C|C].
  - apply below. lra.
  - apply Rle_trans with theta; [lra|]. apply above. lra.
Qed.
Let nonneg k : 0 <= terms k.
Proof. apply Rmult_le_pos; [left; apply Rpower_pos|apply pow2_ge_0]. Qed.

Let term_head k : terms k <= head s k.
Proof.
  destruct (one_minus_exp _ (x_nonneg k)) as [[C _] D]. unfold terms, head.
  rewrite <- (Rmult_1_r (Rpower (INR (S k)) (s-1))) at 2.
  apply Rmult_le_compat_l; [left; apply Rpower_pos|]. nra.
Qed.

Let term_before k : INR (S k) <= k0 -> (1 - exp (-theta))^2 * head s k <= terms k.
Proof.
  intros H. pose proof (above _ (conj (before_mode Lambda b l HL Hb Hl k H) (proj2 (eigenvalue_range Lambda b k HL ltac:(lra))))) as A.
  fold (x k) in A. pose proof (exp_monotone (- x k) (-theta) ltac:(lra)) as M.
  assert (0 <= 1 - exp (-theta)) by (apply (one_minus_exp theta); lra).
  unfold terms, head. rewrite Rmult_comm. apply Rmult_le_compat_l; [left; apply Rpower_pos|]. apply pow_incr. lra.
Qed.

(** Beyond the frontier the terms are at most kappa^2 k_*^(2q) k^(-a'). *)
Let term_beyond k : k0 <= INR (S k) -> terms k <= kappa^2 * Rpower k0 (2*q) * Rpower (INR (S k)) (-a').
Proof.
  intros H. pose proof (beyond_mode Lambda b l HL Hb Hl k H) as B.
  destruct (eigenvalue_range Lambda b k HL ltac:(lra)) as [P Q].
  pose proof (below _ (conj P B)) as [_ U]. fold (x k) in U.
  destruct (one_minus_exp _ (x_nonneg k)) as [[C D] _].
  assert (E : Rpower (eigenvalue Lambda b k / l) mu = Rpower k0 q * Rpower (INR (S k)) (-q)).
  { replace (eigenvalue Lambda b k / l) with (/ (l / eigenvalue Lambda b k)) by (field; lra).
    rewrite <- (Rpower_1 (l / eigenvalue Lambda b k)) by (apply Rdiv_lt_0_compat; lra).
    rewrite <- Rpower_Ropp, Rpower_mult, ratio_at_mode by assumption. unfold q. rewrite (Rmult_comm mu b).
    unfold k0. rewrite mode_at_power by assumption.
    f_equal; f_equal; ring. }
  rewrite E in U. apply Rle_trans with (Rpower (INR (S k)) (s-1) * (kappa * (Rpower k0 q * Rpower (INR (S k)) (-q)))^2).
  - apply Rmult_le_compat_l; [left; apply Rpower_pos|]. apply pow_incr. lra.
  - right. rewrite !Rpow_mult_distr, Rpower_squared. unfold a'.
    replace (-(1+2*q-s)) with (s-1 + -(2*q)) by ring. rewrite Rpower_plus.
    replace (Rpower k0 (2*q)) with (Rpower k0 q ^ 2); [ring|].
    replace (2*q) with (q+q) by ring. rewrite Rpower_plus. ring.
Qed.

Let Ha' : 1 < a'. Proof. unfold a', q, s in *. lra. Qed.

Lemma edge_converges : ex_series terms.
Proof.
  destruct (mode_floor Lambda b l HL Hb Hl) as [K [HK [H1 H2]]]. fold k0 in H1, H2.
  apply (ex_series_incr_n terms K). apply (ex_series_below _ (fun j => kappa^2 * Rpower k0 (2*q) * tail a' K j)).
  - intros j. split; [apply nonneg|]. unfold tail. replace (K + 1 + j)%nat with (S (K + j)) by lia. apply term_beyond.
    rewrite S_INR, plus_INR. pose proof (pos_INR j). lra.
  - apply (ex_series_scal_l (kappa^2 * Rpower k0 (2*q)) (tail a' K)), tail_converges, Ha'.
Qed.

(** What is left beyond K, the integer part of k_*. *)
Lemma edge_rest K : (1 <= K)%nat -> INR K <= k0 < INR K + 1 ->
  Series (fun j => terms (K + j)%nat) <= edge_tail s kappa q * Rpower k0 s.
Proof.
  intros HK [H1 H2].
  apply Rle_trans with (kappa^2 * Rpower k0 (2*q) * Series (tail a' K)).
  { rewrite <- Series_scal_l. apply Series_monotone.
    - intros j. unfold tail. replace (K + 1 + j)%nat with (S (K + j)) by lia. apply term_beyond.
      rewrite S_INR, plus_INR. pose proof (pos_INR j). lra.
    - apply ex_series_rest, edge_converges.
    - apply (ex_series_scal_l (kappa^2 * Rpower k0 (2*q)) (tail a' K)), tail_converges, Ha'. }
  pose proof (tail_upper a' K Ha' HK) as TU.
  assert (R0 : Rpower (INR K) (1-a') <= Rpower (k0*/2) (1-a')).
  { replace (1-a') with (-(a'-1)) by ring. apply Rpower_decreasing; [pose proof Ha'; lra|lra|].
    assert (1 <= INR K) by (apply (le_INR 1); lia). lra. }
  rewrite <- Rpower_mult_distr in R0 by lra.
  replace (Rpower (/2) (1-a')) with (Rpower 2 (2*q-s)) in R0.
  2:{ unfold Rpower, a'. rewrite ln_Rinv by lra. f_equal. ring. }
  assert (Hq : 0 < 2*q-s) by (unfold q, s in *; lra).
  assert (I : 0 < /(2*q-s)) by (apply Rinv_0_lt_compat; exact Hq).
  replace (a'-1) with (2*q-s) in TU by (unfold a'; ring).
  assert (C0 : 0 <= kappa^2 * Rpower k0 (2*q)) by (apply Rmult_le_pos; [apply pow2_ge_0|left; apply Rpower_pos]).
  apply (Rmult_le_compat_r (/(2*q-s))) in R0; [|lra].
  apply Rle_trans with (kappa^2 * Rpower k0 (2*q) * (Rpower k0 (1-a') * Rpower 2 (2*q-s) * /(2*q-s))).
  - apply Rmult_le_compat_l; [exact C0|]. unfold Rdiv in TU. lra.
  - assert (Ek : Rpower k0 s = Rpower k0 (2*q) * Rpower k0 (1-a')) by (rewrite <- Rpower_plus; f_equal; unfold a'; ring).
    right. unfold edge_tail, Rdiv. rewrite Ek. ring.
Qed.

Let k0_scale : Rpower k0 s = Rpower (l/Lambda) (-(s/b)).
Proof. replace s with (b*(s/b)) at 1 by (field; lra). apply mode_at_power; assumption. Qed.

Let scaled low high : within low terms high -> within (W/Lambda * low) (energy_terms W a Lambda b g t) (W/Lambda * high).
Proof.
  intros H. apply (within_ext _ (fun k => W / Lambda * terms k)).
  - intros k. unfold energy_terms, terms, x, s. rewrite weight_squared by assumption. ring.
  - apply within_scale; [left; apply Rdiv_lt_0_compat; assumption|exact H].
Qed.

Theorem energy_at_frontier : 0 < s ->
  within (W/Lambda * (edge_low s theta * Rpower (l/Lambda) (-(s/b)))) (energy_terms W a Lambda b g t)
         (W/Lambda * (edge_high s kappa q * Rpower (l/Lambda) (-(s/b)))).
Proof.
  intros Hs. apply scaled. rewrite <- k0_scale. split; [exact edge_converges|].
  destruct (mode_floor Lambda b l HL Hb Hl) as [K [HK H]]. fold k0 in H.
  rewrite (Series_split terms K HK edge_converges). split.
  - assert (T : 0 <= Series (fun j => terms (K + j)%nat)).
    { apply Series_nonneg; [intros; apply nonneg|]. apply ex_series_rest, edge_converges. }
    assert (P : (1 - exp (-theta))^2 * sum_n (head s) (pred K) <= sum_n terms (pred K)).
    { rewrite <- sum_n_scale. apply sum_n_at_most. intros k Hk. apply term_before.
      apply Rle_trans with (INR K); [apply le_INR; lia|lra]. }
    pose proof (power_head_from_below s (pred K) Hs) as B. replace (S (pred K)) with K in B by lia.
    assert (R0 : Rpower k0 s <= Rpower (INR K + 1) s) by (apply Rpower_increasing; lra).
    apply (Rmult_le_compat_l (Rpower 2 (-s))) in R0; [|left; apply Rpower_pos].
    pose proof (pow2_ge_0 (1 - exp (-theta))) as E.
    apply (Rmult_le_compat_l ((1 - exp (-theta))^2)) in R0; [|exact E].
    apply (Rmult_le_compat_l ((1 - exp (-theta))^2)) in B; [|exact E]. unfold edge_low. lra.
  - pose proof (edge_rest K HK H) as T.
    assert (P : sum_n terms (pred K) <= (1 + /s) * Rpower k0 s).
    { apply Rle_trans with (sum_n (head s) (pred K)); [apply sum_n_at_most; intros; apply term_head|].
      eapply Rle_trans; [apply power_head; exact Hs|]. replace (S (pred K)) with K by lia.
      assert (0 < /s) by (apply Rinv_0_lt_compat; lra). apply Rmult_le_compat_l; [lra|].
      apply Rpower_increasing; [lra|apply lt_0_INR; lia|apply H]. }
    unfold edge_high. lra.
Qed.

Theorem critical_energy_at_frontier : s = 0 ->
  within (W/Lambda * ((1 - exp (-theta))^2 * (/b * - ln (l/Lambda)))) (energy_terms W a Lambda b g t)
         (W/Lambda * (1 + edge_tail 0 kappa q + /b * - ln (l/Lambda))).
Proof.
  intros Es. apply scaled. split; [exact edge_converges|].
  assert (Ek : ln k0 = /b * - ln (l/Lambda)) by (unfold k0, mode_at, Rpower; rewrite ln_exp; ring).
  destruct (mode_floor Lambda b l HL Hb Hl) as [K [HK H]]. fold k0 in H.
  rewrite (Series_split terms K HK edge_converges), <- Ek. split.
  - assert (T : 0 <= Series (fun j => terms (K + j)%nat)).
    { apply Series_nonneg; [intros; apply nonneg|]. apply ex_series_rest, edge_converges. }
    assert (P : (1 - exp (-theta))^2 * sum_n (head s) (pred K) <= sum_n terms (pred K)).
    { rewrite <- sum_n_scale. apply sum_n_at_most. intros k Hk. apply term_before.
      apply Rle_trans with (INR K); [apply le_INR; lia|lra]. }
    rewrite Es in P. pose proof (harmonic_head (pred K)) as B. replace (S (pred K)) with K in B by lia.
    pose proof (ln_monotone k0 (INR K + 1) ltac:(lra) ltac:(lra)).
    assert (M : (1 - exp (-theta))^2 * ln k0 <= (1 - exp (-theta))^2 * sum_n (head 0) (pred K))
      by (apply Rmult_le_compat_l; [apply pow2_ge_0|lra]). lra.
  - pose proof (edge_rest K HK H) as T. rewrite Es in T. rewrite Rpower_O in T by lra.
    assert (P : sum_n terms (pred K) <= 1 + ln k0).
    { apply Rle_trans with (sum_n (head 0) (pred K)); [apply sum_n_at_most; intros; rewrite <- Es; apply term_head|].
      eapply Rle_trans; [apply harmonic_head|]. replace (S (pred K)) with K by lia.
      pose proof (ln_monotone (INR K) k0 ltac:(apply lt_0_INR; lia) ltac:(lra)). lra. }
    lra.
Qed.

Theorem bounded_energy_at_frontier : s < 0 ->
  within (W/Lambda * (1 - exp (-theta))^2) (energy_terms W a Lambda b g t) (W/Lambda * (1 - /s)).
Proof.
  intros Hs. apply scaled. split; [exact edge_converges|]. split.
  - apply Rle_trans with (sum_n terms 0); [|exact (sum_n_below_Series terms 0 nonneg edge_converges)].
    rewrite sum_O. eapply Rle_trans; [|apply term_before; change (INR 1) with 1; exact k0_above_1].
    unfold head. change (INR 1) with 1. rewrite Rpower_of_1. lra.
  - assert (A1 : 1 < 1 - s) by lra. assert (Ez : forall k, tail (1-s) 0 k = head s k).
    { intros k. unfold tail, head. f_equal. ring. }
    apply Rle_trans with (Series (tail (1-s) 0)).
    + apply Series_monotone; [|exact edge_converges|exact (tail_converges _ 0 A1)]. intros k. rewrite Ez. apply term_head.
    + replace (1 - /s) with ((1-s)/(1-s-1)) by (field; lra). exact (power_sum (1-s) A1).
Qed.
End Energy.
