(** Heads of a power law: for s > 0 the sum of k^(s-1) over k <= K lies between ((K+1)/2)^s and (1 + 1/s) K^s, and the
    harmonic sum between log(K+1) and 1 + log K.  Used for S below the frontier (Theorem 2) and for heavy heads. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers.
Open Scope R_scope.

Definition head s := fun j : nat => Rpower (INR (S j)) (s-1).

Lemma INR_S_pos j : 0 < INR (S j). Proof. apply lt_0_INR; lia. Qed.

Theorem power_head s K : 0 < s -> sum_n (head s) K <= (1 + /s) * Rpower (INR (S K)) s.
Proof.
  intros Hs. assert (Is : 0 < /s) by (apply Rinv_0_lt_compat; lra).
  destruct (Rle_dec 1 s) as [L|L].
  - apply Rle_trans with (sum_n (fun _ => Rpower (INR (S K)) (s-1)) K).
    + apply sum_n_at_most. intros j Hj. apply Rpower_increasing; [lra|apply INR_S_pos|apply le_INR; lia].
    + rewrite sum_n_const. pose proof (INR_S_pos K) as P.
      replace (INR (S K) * Rpower (INR (S K)) (s-1)) with (Rpower (INR (S K)) s).
      * pose proof (Rpower_pos (INR (S K)) s). nra.
      * replace s with (1 + (s-1)) at 1 by ring. rewrite Rpower_plus, Rpower_1 by assumption. reflexivity.
  - apply Rle_trans with (/s * Rpower (INR (S K)) s); [|pose proof (Rpower_pos (INR (S K)) s); nra].
    induction K as [|K IH].
    + rewrite sum_O. unfold head. change (INR 1) with 1. rewrite !Rpower_of_1, Rmult_1_r, <- Rinv_1.
      apply Rinv_le_contravar; lra.
    + rewrite sum_n_next. unfold head at 2.
      destruct (mean_value_power (1-s) (INR (S K)) ltac:(lra) ltac:(lra) (INR_S_pos K)) as [B _].
      replace (1-(1-s)) with s in B by ring. replace (-(1-s)) with (s-1) in B by ring.
      rewrite (S_INR (S K)).
      replace ((Rpower (INR (S K)) s - Rpower (INR (S K) + 1) s)/(1-s-1))
        with (/s * Rpower (INR (S K)+1) s - /s * Rpower (INR (S K)) s) in B by (field; lra).
      lra.
Qed.

(** From below, against the next mode: equality at K = 0. *)
Lemma exp_1_above : 5/2 <= exp 1.
Proof.
  pose proof (exp_ineq1_le (/8)) as Q. replace 1 with (/8+/8+(/8+/8)+(/8+/8+(/8+/8))) by field. rewrite !exp_plus.
  set (x := exp (/8)) in *. assert (81/64 <= x*x) by nra. assert (1601/1000 <= x*x*(x*x)) by nra. nra.
Qed.

(** s 2^(-s) (3/2)^(s-1) <= 1, as (4/3)^s >= (2/3) s. *)
Lemma head_step s : 0 < s -> s * Rpower 2 (-s) * Rpower (3/2) (s-1) <= 1.
Proof.
  intros Hs. assert (L : ln (3/4) <= -15/56).
  { replace (3/4) with (7/8 * (6/7)) by field. rewrite ln_mult by lra.
    pose proof (ln_below (7/8) ltac:(lra)). pose proof (ln_below (6/7) ltac:(lra)). lra. }
  assert (E : Rpower 2 (-s) * Rpower (3/2) (s-1) = 2/3 * Rpower (3/4) s).
  { unfold Rminus. rewrite Rpower_plus, !Rpower_Ropp, Rpower_1 by lra.
    replace (3/4) with (3/2 * /2) by field. rewrite <- Rpower_mult_distr by lra.
    replace (Rpower (/2) s) with (/ Rpower 2 s); [field; apply Rgt_not_eq, Rpower_pos|].
    rewrite <- Rpower_Ropp. unfold Rpower. rewrite ln_Rinv by lra. f_equal. ring. }
  rewrite Rmult_assoc, E. unfold Rpower. pose proof exp_1_above as E1.
  assert (B : exp (s * ln (3/4)) <= exp (- (15/56*s))) by (apply exp_monotone; nra).
  pose proof (exp_ineq1_le (15/56*s - 1)) as Q. unfold Rminus in Q. rewrite exp_plus, exp_Ropp in Q.
  rewrite exp_Ropp in B. set (y := exp (15/56*s)) in *. assert (Py : 0 < y) by apply exp_pos.
  assert (Y : 15/56*s * (5/2) <= y).
  { replace y with (y * /exp 1 * exp 1) by (field; lra). apply Rmult_le_compat; lra. }
  apply Rle_trans with (s * (2/3 * /y)); [apply Rmult_le_compat_l; lra|].
  apply (Rmult_le_reg_r y); [exact Py|]. replace (s * (2/3 * /y) * y) with (2/3*s) by (field; lra). lra.
Qed.

Theorem power_head_from_below s K : 0 < s -> Rpower 2 (-s) * Rpower (INR (S K) + 1) s <= sum_n (head s) K.
Proof.
  intros Hs. induction K as [|K IH].
  - rewrite sum_O. unfold head. change (INR 1) with 1. rewrite Rpower_of_1. replace (1+1) with 2 by ring.
    rewrite <- Rpower_plus. replace (-s+s) with 0 by ring. rewrite Rpower_O by lra. lra.
  - rewrite sum_n_next. unfold head at 2. rewrite (S_INR (S K)) in *. set (x := INR (S K) + 1) in *.
    assert (X2 : 2 <= x) by (unfold x; pose proof (le_INR 1 (S K) ltac:(lia)); simpl in *; lra).
    assert (Step : Rpower 2 (-s) * (Rpower (x+1) s - Rpower x s) <= Rpower x (s-1)); [|lra].
    destruct (MVT_gen (fun z => Rpower z s) x (x+1) (fun z => s * Rpower z (s-1))) as [c [Hc E]].
    + intros z Hz. rewrite Rmin_left in Hz by lra.
      assert (D : is_derive (fun z => exp (s * ln z)) z (s * / z * exp (s * ln z))) by (auto_derive; [lra|ring]).
      replace (s * Rpower z (s-1)) with (s * / z * exp (s * ln z)); [exact D|].
      unfold Rpower. replace (s * ln z) with (ln z + (s-1) * ln z) by ring. rewrite exp_plus, exp_ln by lra. field. lra.
    + intros z Hz. rewrite Rmin_left in Hz by lra.
      apply continuity_pt_filterlim, (ex_derive_continuous (fun z => exp (s * ln z))). auto_derive. lra.
    + rewrite Rmin_left, Rmax_right in Hc by lra. rewrite E. replace (x + 1 - x) with 1 by ring. rewrite Rmult_1_r.
      pose proof (Rpower_pos x (s-1)) as P. pose proof (Rpower_pos 2 (-s)) as P2. destruct (Rle_dec 1 s) as [C|C].
      * assert (B : Rpower c (s-1) <= Rpower (3/2) (s-1) * Rpower x (s-1)).
        { rewrite Rpower_mult_distr by lra. apply Rpower_increasing; lra. }
        apply Rle_trans with (s * Rpower 2 (-s) * Rpower (3/2) (s-1) * Rpower x (s-1)).
        -- apply Rle_trans with (s * Rpower 2 (-s) * (Rpower (3/2) (s-1) * Rpower x (s-1))); [|lra].
           replace (Rpower 2 (-s) * (s * Rpower c (s-1))) with (s * Rpower 2 (-s) * Rpower c (s-1)) by ring.
           apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|exact B].
        -- pose proof (head_step s Hs). nra.
      * assert (B : Rpower c (s-1) <= Rpower x (s-1)) by (replace (s-1) with (-(1-s)) by ring; apply Rpower_decreasing; lra).
        assert (T : Rpower 2 (-s) <= 1) by (rewrite Rpower_Ropp, <- Rinv_1; apply Rinv_le_contravar; [lra|apply Rpower_above_1; lra]).
        pose proof (Rpower_pos c (s-1)). assert (s * Rpower c (s-1) <= Rpower x (s-1)) by nra. nra.
Qed.

Lemma head_0 j : head 0 j = / INR (S j).
Proof. unfold head. replace (0-1) with (Ropp 1) by ring. rewrite Rpower_Ropp, Rpower_1; [reflexivity|apply INR_S_pos]. Qed.

Theorem harmonic_head K : ln (INR (S K) + 1) <= sum_n (head 0) K <= 1 + ln (INR (S K)).
Proof.
  induction K as [|K IH].
  - rewrite sum_O, head_0. change (INR 1) with 1. rewrite ln_1, Rinv_1.
    pose proof (mean_value_ln 1 ltac:(lra)) as M. rewrite ln_1 in M. lra.
  - rewrite sum_n_next, head_0. pose proof (mean_value_ln _ (INR_S_pos K)) as A.
    pose proof (mean_value_ln (INR (S K) + 1) ltac:(pose proof (INR_S_pos K); lra)) as B.
    rewrite (S_INR (S K)). lra.
Qed.
