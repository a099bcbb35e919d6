(** Heads of a power law: for s > 0 the sum of k^(s-1) over k <= K is at most (1 + 1/s) K^s, and the harmonic sum lies
    between log(K+1) and 1 + log K.  Used for S below the frontier (Theorem 2) and for heavy heads. *)
From Coq Require Import Reals Lra Lia.
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
