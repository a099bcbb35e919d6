(** Series of nonnegative terms: comparison, and telescoping sums from both sides.

    Coquelicot's [Series] of a divergent sum is some real number or other, so a bound on it means nothing without
    [ex_series].  Every theorem here therefore speaks of [within]: the series converges and its sum lies between. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Definition within (low : R) (u : nat -> R) (high : R) : Prop := ex_series u /\ low <= Series u <= high.

Lemma within_weaken low' low u high high' :
  low' <= low -> within low u high -> high <= high' -> within low' u high'.
Proof. intros Hl [E [A B]] Hh. split; [exact E|lra]. Qed.

Lemma within_ext low u v high : (forall k, u k = v k) -> within low u high -> within low v high.
Proof.
  intros H [E B]. split; [exact (ex_series_ext u v H E)|]. rewrite <- (Series_ext u v H). exact B.
Qed.

Lemma within_scale c low u high : 0 <= c -> within low u high -> within (c * low) (fun k => c * u k) (c * high).
Proof.
  intros Hc [E [A B]]. split; [exact (ex_series_scal_l c u E)|].
  rewrite Series_scal_l. split; apply Rmult_le_compat_l; assumption.
Qed.

Lemma ex_series_below (u v : nat -> R) : (forall k, 0 <= u k <= v k) -> ex_series v -> ex_series u.
Proof.
  intros H E. apply (ex_series_le u v); [|exact E].
  intros k. change (norm (u k)) with (Rabs (u k)). destruct (H k). rewrite Rabs_pos_eq; assumption.
Qed.

Lemma Series_monotone (u v : nat -> R) : (forall k, u k <= v k) -> ex_series u -> ex_series v -> Series u <= Series v.
Proof.
  intros H Eu Ev.
  assert (E : ex_series (fun k => v k - u k)) by (apply (ex_series_minus v u); assumption).
  assert (D : Series (fun k => v k - u k) = Series v - Series u) by (apply Series_minus; assumption).
  assert (Z : Series (fun _ => 0 * 0) <= Series (fun k => v k - u k)).
  { apply Series_le; [|exact E]. intros k. specialize (H k). lra. }
  rewrite Series_scal_l in Z. lra.
Qed.

Lemma Series_nonneg (u : nat -> R) : (forall k, 0 <= u k) -> ex_series u -> 0 <= Series u.
Proof.
  intros H E. assert (Z : Series (fun _ => 0 * 0) <= Series u).
  { apply Series_le; [|exact E]. intros k. specialize (H k). lra. }
  rewrite Series_scal_l in Z. lra.
Qed.

(** The first K terms and the rest. *)
Lemma Series_split (u : nat -> R) K : (1 <= K)%nat -> ex_series u ->
  Series u = sum_n u (pred K) + Series (fun j => u (K + j)%nat).
Proof. intros HK E. rewrite (Series_incr_n u K) by (auto; lia). rewrite sum_n_Reals. reflexivity. Qed.

Lemma ex_series_rest (u : nat -> R) K : ex_series u -> ex_series (fun j => u (K + j)%nat).
Proof. intros E. apply (ex_series_incr_n u K). exact E. Qed.

Lemma sum_n_nonneg (u : nat -> R) K : (forall k, 0 <= u k) -> 0 <= sum_n u K.
Proof. intros H. rewrite sum_n_Reals. apply cond_pos_sum. exact H. Qed.

Lemma sum_n_at_most (u v : nat -> R) K : (forall k, (k <= K)%nat -> u k <= v k) -> sum_n u K <= sum_n v K.
Proof. intros H. rewrite !sum_n_Reals. apply sum_Rle. exact H. Qed.

Lemma sum_n_next (u : nat -> R) K : sum_n u (S K) = sum_n u K + u (S K).
Proof. apply (sum_Sn u K). Qed.

Lemma sum_n_scale c (u : nat -> R) K : sum_n (fun k => c * u k) K = c * sum_n u K.
Proof.
  induction K as [|K IH]; [rewrite !sum_O; reflexivity|]. rewrite !sum_n_next, IH. simpl. ring.
Qed.

Lemma sum_n_below_Series (u : nat -> R) K : (forall k, 0 <= u k) -> ex_series u -> sum_n u K <= Series u.
Proof.
  intros H E. rewrite (Series_split u (S K)) by (auto; lia). simpl pred.
  pose proof (Series_nonneg (fun j => u (S K + j)%nat) (fun j => H _) (ex_series_rest u (S K) E)). lra.
Qed.

(** ** Telescoping *)

Lemma sum_telescope (T : nat -> R) n : sum_n (fun j => T j - T (S j)) n = T O - T (S n).
Proof. induction n as [|n IH]; [rewrite sum_O; reflexivity|]. rewrite sum_n_next, IH. simpl. ring. Qed.

Lemma telescope (T : nat -> R) : is_lim_seq T 0 -> is_series (fun j => T j - T (S j)) (T O).
Proof.
  intros H. change (is_lim_seq (sum_n (fun j => T j - T (S j))) (T O)).
  apply is_lim_seq_ext with (fun n => T O - T (S n)); [intros n; symmetry; apply sum_telescope|].
  replace (Finite (T O)) with (Rbar_plus (T O) (Rbar_opp 0)) by (simpl; f_equal; ring).
  apply is_lim_seq_plus'; [apply is_lim_seq_const|].
  apply (is_lim_seq_opp (fun n => T (S n)) 0). apply is_lim_seq_incr_1 in H. exact H.
Qed.

Lemma telescope_above (u T : nat -> R) : is_lim_seq T 0 ->
  (forall j, 0 <= u j <= T j - T (S j)) -> ex_series u /\ Series u <= T O.
Proof.
  intros HT H. pose proof (telescope T HT) as HS.
  assert (E : ex_series u) by (apply (ex_series_below u (fun j => T j - T (S j)) H); exists (T O); exact HS).
  split; [exact E|]. rewrite <- (is_series_unique _ _ HS).
  apply Series_le; [exact H|]. exists (T O); exact HS.
Qed.

Lemma telescope_below (u T : nat -> R) : is_lim_seq T 0 -> ex_series u ->
  (forall j, T j - T (S j) <= u j) -> T O <= Series u.
Proof.
  intros HT E H. pose proof (telescope T HT) as HS. rewrite <- (is_series_unique _ _ HS).
  apply Series_monotone; [exact H|exists (T O); exact HS|exact E].
Qed.
