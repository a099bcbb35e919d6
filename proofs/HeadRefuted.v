(** Audit row A5: step 4 of the paper's appendix A sets sum over k <= K of k^(-a) = Theta(K^(1-a)).  For a > 1 that sum
    is Theta(1), between 1 and a/(a-1), while K^(1-a) tends to 0. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails PowerHeads.
Open Scope R_scope.

Theorem head_is_bounded a K : 1 < a -> 1 <= sum_n (tail a 0) K <= a/(a-1).
Proof.
  intros Ha. assert (P : forall k, 0 <= tail a 0 k) by (intros; left; apply Rpower_pos).
  assert (T0 : tail a 0 0 = 1) by (unfold tail; change (INR 1) with 1; apply Rpower_of_1). split.
  - induction K as [|K IH]; [rewrite sum_O; lra|]. rewrite sum_n_next. specialize (P (S K)). lra.
  - exact (Rle_trans _ _ _ (sum_n_below_Series _ K P (tail_converges a 0 Ha)) (power_sum a Ha)).
Qed.

(** No constant c makes c K^(1-a) a bound of it. *)
Theorem head_refuted a : 1 < a ->
  ~ exists c, forall K, (1 <= K)%nat -> sum_n (tail a 0) (pred K) <= c * Rpower (INR K) (1-a).
Proof.
  intros Ha [c H].
  pose proof (power_vanishes a 1 Ha ltac:(lia)) as V.
  apply (is_lim_seq_scal_l _ (c * (a-1))) in V. rewrite Rbar_mult_0_r in V.
  assert (A : is_lim_seq (fun j => c * (a-1) * (Rpower (INR (1+j)) (1-a)/(a-1))) 0) by exact V.
  apply (is_lim_seq_le (fun _ => 1) _ 1 0) in A; [simpl in A; lra| |apply is_lim_seq_const].
  intros j. specialize (H (1+j)%nat ltac:(lia)). pose proof (head_is_bounded a (pred (1+j)) Ha).
  replace (c * (a-1) * (Rpower (INR (1+j)) (1-a)/(a-1))) with (c * Rpower (INR (1+j)) (1-a)) by (field; lra). lra.
Qed.
