(** Tails of a power law, the first step under (25) and (26):

      (K+1)^(1-a)/(a-1)  <=  sum over k > K of k^(-a)  <=  K^(1-a)/(a-1),   a > 1.

    The paper's appendix A has the tail right and the head wrong; for the head see [HeadRefuted] (audit row A5). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers.
Open Scope R_scope.

(** The terms k^(-a) for k = K+1, K+2, ... *)
Definition tail a K := fun j : nat => Rpower (INR (K + 1 + j)) (-a).

Lemma tail_converges a K : 1 < a -> ex_series (tail a K).
Proof.
  intros Ha. revert K.
  assert (One : forall K, ex_series (tail a (S K))).
  { intros K. apply (telescope_above (tail a (S K)) (fun j => Rpower (INR (S K + j)) (1-a)/(a-1))).
    - apply power_vanishes; [exact Ha|lia].
    - intros j. unfold tail. split; [left; apply Rpower_pos|].
      assert (P : 0 < INR (S K + j)) by (apply lt_0_INR; lia).
      destruct (mean_value_power a (INR (S K + j)) ltac:(lra) ltac:(lra) P) as [H _].
      replace (S K + S j)%nat with (S (S K + j)) by lia. replace (S K + 1 + j)%nat with (S (S K + j)) by lia.
      rewrite (S_INR (S K + j)). lra. }
  intros [|K]; [|apply One].
  apply (ex_series_incr_1 (tail a 0)). apply ex_series_ext with (tail a 1); [|apply One].
  intros j. unfold tail. replace (0 + 1 + S j)%nat with (1 + 1 + j)%nat by lia. reflexivity.
Qed.

Lemma tail_upper a K : 1 < a -> (1 <= K)%nat -> Series (tail a K) <= Rpower (INR K) (1-a)/(a-1).
Proof.
  intros Ha HK.
  pose proof (telescope_above (tail a K) (fun j => Rpower (INR (K + j)) (1-a)/(a-1)) (power_vanishes a K Ha HK)) as T.
  cbv beta in T. rewrite Nat.add_0_r in T. apply T. clear T.
  intros j. unfold tail. split; [left; apply Rpower_pos|].
  assert (P : 0 < INR (K+j)) by (apply lt_0_INR; lia).
  destruct (mean_value_power a (INR (K+j)) ltac:(lra) ltac:(lra) P) as [H _].
  replace (K + S j)%nat with (S (K + j)) by lia. replace (K + 1 + j)%nat with (S (K + j)) by lia.
  rewrite S_INR. lra.
Qed.

Lemma tail_lower a K : 1 < a -> Rpower (INR (K + 1)) (1-a)/(a-1) <= Series (tail a K).
Proof.
  intros Ha.
  pose proof (telescope_below (tail a K) (fun j => Rpower (INR (K + 1 + j)) (1-a)/(a-1))
     (power_vanishes a (K+1) Ha ltac:(lia)) (tail_converges a K Ha)) as T.
  cbv beta in T. rewrite Nat.add_0_r in T. apply T. clear T.
  intros j. unfold tail.
  assert (P : 0 < INR (K+1+j)) by (apply lt_0_INR; lia).
  destruct (mean_value_power a (INR (K+1+j)) ltac:(lra) ltac:(lra) P) as [_ H].
  replace (K + 1 + S j)%nat with (S (K + 1 + j)) by lia. rewrite S_INR. lra.
Qed.

Theorem power_tail a K : 1 < a -> (1 <= K)%nat ->
  within (Rpower (INR (K + 1)) (1-a)/(a-1)) (tail a K) (Rpower (INR K) (1-a)/(a-1)).
Proof.
  intros Ha HK. split; [exact (tail_converges a K Ha)|split; [exact (tail_lower a K Ha)|exact (tail_upper a K Ha HK)]].
Qed.

(** All of them: at most 1 + 1/(a-1). *)
Lemma power_sum a : 1 < a -> Series (tail a 0) <= a/(a-1).
Proof.
  intros Ha. rewrite (Series_split _ 1) by (auto; exact (tail_converges a 0 Ha)). simpl pred. rewrite sum_O.
  rewrite (Series_ext (fun j => tail a 0 (1+j)%nat) (tail a 1)) by reflexivity.
  assert (T0 : tail a 0 0 = 1) by (unfold tail; change (INR 1) with 1; apply Rpower_of_1). rewrite T0.
  pose proof (tail_upper a 1 Ha ltac:(lia)) as T. change (INR 1) with 1 in T. rewrite Rpower_of_1 in T.
  replace (a/(a-1)) with (1 + 1/(a-1)) by (field; lra). lra.
Qed.
