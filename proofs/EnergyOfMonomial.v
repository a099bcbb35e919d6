(** S for g between monomials: sums of k^(s-1) (1 - e^(-x_k))^2 where x_k is at most, or at least, Y k^(-q), Y >= 1.

    s = 1 + b - a decides: 0 < s < 2q gives Y^(s/q), s = 0 gives log Y, s < 0 a bounded sum, s >= 2q none at all. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails PowerHeads LossOfMonomial.
Open Scope R_scope.

Definition energy_low s q := (1 - exp (-1))^2 * Rpower 2 (-s) + /4 * Rpower 2 (s-2*q) / (2*q-s).
Definition energy_high s q := 1 + /s + Rpower 2 (2*q-s) / (2*q-s).

Section Monomial.
Variables s q Y : R.
Hypotheses (Hq : 0 < q) (HY : 1 <= Y).
Let k0 := frontier_mode q Y.
Let a' := 1 + 2*q - s. (* beyond the frontier the terms are Theta(Y^2 k^(-a')) *)

Variable x : nat -> R. (* g at mode k+1 *)
Let terms k := Rpower (INR (S k)) (s-1) * (1 - exp (- x k))^2.

Lemma energy_terms_nonneg k : 0 <= terms k.
Proof. apply Rmult_le_pos; [left; apply Rpower_pos|apply pow2_ge_0]. Qed.

Lemma energy_term_square k z : z = Rpower (INR (S k)) (-q) ->
  Rpower (INR (S k)) (s-1) * (Y * z)^2 = Y^2 * Rpower (INR (S k)) (-a').
Proof.
  intros ->. rewrite Rpow_mult_distr, Rpower_squared. unfold a'.
  replace (-(1+2*q-s)) with (s-1 + -(2*q)) by ring. rewrite Rpower_plus. ring.
Qed.

(** Y^2 k_*^(1-a') = k_*^s = Y^(s/q). *)
Lemma frontier_square : Y^2 * Rpower k0 (1-a') = Rpower Y (s/q).
Proof.
  replace (1-a') with (q * (s/q + - (1+1))) by (unfold a'; field; lra).
  unfold k0. rewrite (frontier_mode_power q Y Hq), Rpower_plus, Rpower_Ropp, Rpower_plus, Rpower_1 by lra. field. lra.
Qed.

Section Above.
Hypothesis x_range : forall k, 0 <= x k <= Y * Rpower (INR (S k)) (-q).

Lemma energy_term_tail k : terms k <= Y^2 * Rpower (INR (S k)) (-a').
Proof.
  rewrite <- (energy_term_square k _ eq_refl). destruct (x_range k) as [A B].
  destruct (one_minus_exp _ A) as [[C D] _].
  apply Rmult_le_compat_l; [left; apply Rpower_pos|]. apply pow_incr; lra.
Qed.

Lemma energy_term_head k : terms k <= head s k.
Proof.
  destruct (x_range k) as [A _]. destruct (one_minus_exp _ A) as [[C _] D].
  unfold terms, head. rewrite <- (Rmult_1_r (Rpower (INR (S k)) (s-1))) at 2.
  apply Rmult_le_compat_l; [left; apply Rpower_pos|]. nra.
Qed.

Hypothesis Hsq : s < 2*q.

Lemma energy_converges : ex_series terms.
Proof.
  apply (ex_series_below terms (fun j => Y^2 * tail a' 0 j)).
  - intros k. split; [apply energy_terms_nonneg|]. exact (energy_term_tail k).
  - apply (ex_series_scal_l (Y^2) (tail a' 0)), tail_converges. unfold a'. lra.
Qed.

(** Beyond K, the integer part of k_*. *)
Lemma energy_beyond K : (1 <= K)%nat -> INR K <= k0 < INR K + 1 ->
  Series (fun j => terms (K + j)%nat) <= Rpower 2 (2*q-s) / (2*q-s) * Rpower Y (s/q).
Proof.
  intros HK [H1 H2]. pose proof (frontier_mode_above_1 q Y Hq HY) as Hk. fold k0 in Hk.
  assert (Ha' : 1 < a') by (unfold a'; lra).
  assert (T : Series (fun j => terms (K + j)%nat) <= Y^2 * Series (tail a' K)).
  { rewrite <- Series_scal_l. apply Series_monotone.
    - intros j. unfold tail. replace (K + 1 + j)%nat with (S (K + j)) by lia. apply energy_term_tail.
    - apply ex_series_rest, energy_converges.
    - apply (ex_series_scal_l (Y^2) (tail a' K)), tail_converges, Ha'. }
  pose proof (tail_upper a' K Ha' HK) as TU.
  assert (R0 : Rpower (INR K) (1-a') <= Rpower (k0*/2) (1-a')).
  { replace (1-a') with (-(a'-1)) by ring. apply Rpower_decreasing; [lra|lra|].
    assert (1 <= INR K) by (apply (le_INR 1); lia). lra. }
  rewrite <- Rpower_mult_distr in R0 by lra.
  replace (Rpower (/2) (1-a')) with (Rpower 2 (2*q-s)) in R0.
  2:{ unfold Rpower, a'. rewrite ln_Rinv by lra. f_equal. ring. }
  assert (I : 0 < /(2*q-s)) by (apply Rinv_0_lt_compat; lra).
  replace (a'-1) with (2*q-s) in TU by (unfold a'; ring).
  rewrite <- frontier_square. pose proof (pow2_ge_0 Y) as PY.
  apply (Rmult_le_compat_l (Y^2)) in TU; [|exact PY].
  apply (Rmult_le_compat_r (/(2*q-s))) in R0; [|lra].
  apply (Rmult_le_compat_l (Y^2)) in R0; [|exact PY]. unfold Rdiv in *. lra.
Qed.

Lemma energy_from_above : 0 < s -> Series terms <= energy_high s q * Rpower Y (s/q).
Proof.
  intros Hs. destruct (frontier_floor q Y Hq HY) as [K [HK H]]. fold k0 in H.
  rewrite (Series_split terms K HK energy_converges).
  pose proof (energy_beyond K HK H) as T.
  assert (P : sum_n terms (pred K) <= (1+/s) * Rpower Y (s/q)).
  { apply Rle_trans with (sum_n (head s) (pred K)); [apply sum_n_at_most; intros k _; apply energy_term_head|].
    eapply Rle_trans; [apply power_head; exact Hs|]. replace (S (pred K)) with K by lia.
    assert (0 < /s) by (apply Rinv_0_lt_compat; lra). apply Rmult_le_compat_l; [lra|].
    rewrite <- (frontier_mode_power q Y Hq). replace (q * (s/q)) with s by (field; lra).
    apply Rpower_increasing; [lra|apply lt_0_INR; lia|apply H]. }
  unfold energy_high. lra.
Qed.

Lemma critical_energy_from_above : s = 0 -> Series terms <= 1 + Rpower 2 (2*q) / (2*q) + / q * ln Y.
Proof.
  intros Es. destruct (frontier_floor q Y Hq HY) as [K [HK H]]. fold k0 in H.
  rewrite (Series_split terms K HK energy_converges).
  pose proof (energy_beyond K HK H) as T. rewrite Es in T.
  replace (2*q-0) with (2*q) in T by ring.
  replace (0/q) with 0 in T by (field; lra). rewrite Rpower_O in T by lra.
  assert (P : sum_n terms (pred K) <= 1 + /q * ln Y).
  { apply Rle_trans with (sum_n (head 0) (pred K)).
    - apply sum_n_at_most. intros k _. rewrite <- Es. apply energy_term_head.
    - eapply Rle_trans; [apply harmonic_head|]. replace (S (pred K)) with K by lia.
      replace (/q * ln Y) with (ln k0) by (unfold k0, frontier_mode, Rpower; rewrite ln_exp; reflexivity).
      pose proof (ln_monotone (INR K) k0 ltac:(apply lt_0_INR; lia) (proj1 H)). lra. }
  lra.
Qed.
End Above.

Section Below.
Hypothesis x_above : forall k, Y * Rpower (INR (S k)) (-q) <= x k.

Lemma energy_term_beyond k : k0 <= INR (S k) -> /4 * Y^2 * Rpower (INR (S k)) (-a') <= terms k.
Proof.
  intros Hx. pose proof (below_one_beyond q Y Hq HY _ Hx) as U. pose proof (one_minus_exp_small _ U) as V.
  pose proof (exp_monotone (- x k) (- (Y * Rpower (INR (S k)) (-q))) ltac:(specialize (x_above k); lra)) as M.
  apply Rle_trans with (Rpower (INR (S k)) (s-1) * (Y * Rpower (INR (S k)) (-q) / 2)^2).
  - right. rewrite Rmult_assoc, <- (energy_term_square k _ eq_refl). field.
  - apply Rmult_le_compat_l; [left; apply Rpower_pos|]. apply pow_incr. lra.
Qed.

Lemma energy_term_before k : INR (S k) <= k0 -> (1 - exp (-1))^2 * head s k <= terms k.
Proof.
  intros Hx. pose proof (above_one_before q Y Hq HY _ (INR_S_pos k) Hx) as U. specialize (x_above k).
  pose proof (one_minus_exp_large (x k) ltac:(lra)) as V. pose proof one_minus_exp_1.
  unfold terms, head. rewrite Rmult_comm. apply Rmult_le_compat_l; [left; apply Rpower_pos|]. apply pow_incr. lra.
Qed.

Lemma energy_from_below : ex_series terms -> 0 < s -> s < 2*q -> energy_low s q * Rpower Y (s/q) <= Series terms.
Proof.
  intros E Hs Hsq. destruct (frontier_floor q Y Hq HY) as [K [HK [H1 H2]]]. fold k0 in H1, H2.
  pose proof (frontier_mode_above_1 q Y Hq HY) as Hk. fold k0 in Hk.
  assert (Ha' : 1 < a') by (unfold a'; lra).
  rewrite (Series_split terms K HK E).
  assert (P : (1 - exp (-1))^2 * (Rpower 2 (-s) * Rpower Y (s/q)) <= sum_n terms (pred K)).
  { apply Rle_trans with (sum_n (fun k => (1 - exp (-1))^2 * head s k) (pred K)).
    - rewrite sum_n_scale. apply Rmult_le_compat_l; [apply pow2_ge_0|].
      pose proof (power_head_from_below s (pred K) Hs) as B. replace (S (pred K)) with K in B by lia.
      eapply Rle_trans; [|exact B]. apply Rmult_le_compat_l; [left; apply Rpower_pos|].
      rewrite <- (frontier_mode_power q Y Hq). replace (q * (s/q)) with s by (field; lra).
      fold k0. apply Rpower_increasing; lra.
    - apply sum_n_at_most. intros k Hk'. apply energy_term_before. eapply Rle_trans; [|exact H1]. apply le_INR. lia. }
  assert (T : /4 * Y^2 * Series (tail a' K) <= Series (fun j => terms (K + j)%nat)).
  { rewrite <- Series_scal_l. apply Series_monotone.
    - intros j. unfold tail. replace (K + 1 + j)%nat with (S (K + j)) by lia. apply energy_term_beyond.
      rewrite S_INR, plus_INR. pose proof (pos_INR j). lra.
    - apply (ex_series_scal_l (/4*Y^2) (tail a' K)), tail_converges, Ha'.
    - apply ex_series_rest, E. }
  pose proof (tail_lower a' K Ha') as TL.
  replace (a'-1) with (2*q-s) in TL by (unfold a'; ring).
  assert (R0 : Rpower (2*k0) (1-a') <= Rpower (INR (K+1)) (1-a')).
  { replace (1-a') with (-(a'-1)) by ring. apply Rpower_decreasing; [lra|apply lt_0_INR; lia|].
    rewrite plus_INR; simpl; lra. }
  rewrite <- Rpower_mult_distr in R0 by lra.
  replace (Rpower 2 (1-a')) with (Rpower 2 (s-2*q)) in R0 by (f_equal; unfold a'; ring).
  assert (I : 0 < /(2*q-s)) by (apply Rinv_0_lt_compat; lra). pose proof (pow2_ge_0 Y) as PY.
  rewrite <- frontier_square in P |- *.
  apply (Rmult_le_compat_r (/(2*q-s))) in R0; [|lra].
  apply (Rmult_le_compat_l (Y^2)) in R0; [|exact PY].
  apply (Rmult_le_compat_l (Y^2)) in TL; [|exact PY].
  unfold energy_low, Rdiv in *. lra.
Qed.

Lemma critical_energy_from_below : ex_series terms -> s = 0 -> (1 - exp (-1))^2 * (/ q * ln Y) <= Series terms.
Proof.
  intros E Es. destruct (frontier_floor q Y Hq HY) as [K [HK [H1 H2]]]. fold k0 in H1, H2.
  pose proof (frontier_mode_above_1 q Y Hq HY) as Hk. fold k0 in Hk.
  eapply Rle_trans; [|exact (sum_n_below_Series terms (pred K) energy_terms_nonneg E)].
  apply Rle_trans with (sum_n (fun k => (1 - exp (-1))^2 * head 0 k) (pred K)).
  - rewrite sum_n_scale. apply Rmult_le_compat_l; [apply pow2_ge_0|].
    eapply Rle_trans; [|apply harmonic_head]. replace (S (pred K)) with K by lia.
    replace (/q * ln Y) with (ln k0) by (unfold k0, frontier_mode, Rpower; rewrite ln_exp; reflexivity).
    apply ln_monotone; lra.
  - apply sum_n_at_most. intros k Hk'. rewrite <- Es. apply energy_term_before.
    eapply Rle_trans; [|exact H1]. apply le_INR. lia.
Qed.

(** The first mode alone keeps S away from 0. *)
Lemma energy_first_mode : ex_series terms -> (1 - exp (-1))^2 <= Series terms.
Proof.
  intros E. eapply Rle_trans; [|exact (sum_n_below_Series terms 0 energy_terms_nonneg E)].
  rewrite sum_O. eapply Rle_trans; [|apply energy_term_before].
  - unfold head. change (INR 1) with 1. rewrite Rpower_of_1. lra.
  - change (INR 1) with 1. apply frontier_mode_above_1; assumption.
Qed.

(** s >= 2q: the terms are at least (Y^2/4)/k beyond the frontier, and the harmonic sum has no bound. *)
Theorem energy_diverges : 2*q <= s -> ~ ex_series terms.
Proof.
  intros Hsq E. destruct (frontier_floor q Y Hq HY) as [K [HK [H1 H2]]]. fold k0 in H1, H2.
  set (c := /4 * Y^2). assert (Hc : 0 < c) by (unfold c; nra).
  assert (Er : ex_series (fun j => terms (K + j)%nat)) by (apply ex_series_rest, E).
  set (B := Series (fun j => terms (K + j)%nat)).
  assert (P : forall n, c * (ln (INR (S (K + n)) + 1) - ln (INR (S K))) <= B).
  { intros n. eapply Rle_trans; [|exact (sum_n_below_Series _ n (fun j => energy_terms_nonneg _) Er)].
    apply Rle_trans with (sum_n (fun j => c * / INR (S (K + j))) n).
    - rewrite sum_n_scale. apply Rmult_le_compat_l; [lra|]. induction n as [|n IH].
      + rewrite sum_O, Nat.add_0_r. pose proof (mean_value_ln _ (INR_S_pos K)). lra.
      + rewrite sum_n_next. replace (K + S n)%nat with (S (K + n)) by lia.
        pose proof (mean_value_ln _ (INR_S_pos (S (K + n)))) as M. rewrite (S_INR (S (K + n))) in *. lra.
    - apply sum_n_at_most. intros j _. eapply Rle_trans; [|apply energy_term_beyond].
      + fold c. apply Rmult_le_compat_l; [lra|]. pose proof (INR_S_pos (K + j)) as Pk.
        rewrite <- (Rpower_1 (INR (S (K + j)))) at 1 by exact Pk. rewrite <- Rpower_Ropp.
        apply Rle_Rpower; [|unfold a'; lra]. rewrite S_INR. pose proof (pos_INR (K + j)). lra.
      + rewrite S_INR, plus_INR. pose proof (pos_INR j). lra. }
  destruct (nfloor_ex (exp (B / c + ln (INR (S K))))) as [N [_ HN]]; [left; apply exp_pos|].
  specialize (P N). apply (Rmult_le_compat_r (/c)) in P; [|left; apply Rinv_0_lt_compat; exact Hc].
  replace (c * (ln (INR (S (K + N)) + 1) - ln (INR (S K))) * / c)
    with (ln (INR (S (K + N)) + 1) - ln (INR (S K))) in P by (field; lra).
  assert (Q : B / c + ln (INR (S K)) < ln (INR (S (K + N)) + 1)).
  { rewrite <- (ln_exp (B / c + ln (INR (S K)))). apply ln_increasing; [apply exp_pos|].
    rewrite (S_INR (K + N)), plus_INR. pose proof (pos_INR K). lra. }
  unfold Rdiv in Q. lra.
Qed.
End Below.
End Monomial.
