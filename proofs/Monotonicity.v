(** L falls and S rises in g, for arbitrary nonnegative weights: what makes two-sided bounds on g two-sided bounds on
    the sums (theory.md 4; claims prop1 and thm2). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers.
Open Scope R_scope.

Section Monotonicity.
Variables c w2 g h : nat -> R. (* lambda_k w_k^2, w_k^2, and two evolution functions at one time, mode by mode *)
Hypothesis c_nonneg : forall k, 0 <= c k.
Hypothesis w2_nonneg : forall k, 0 <= w2 k.
Hypothesis ordered : forall k, 0 <= g k <= h k.

Lemma loss_converges : ex_series c -> ex_series (fun k => c k * exp (-2 * g k)).
Proof.
  apply ex_series_below. intros k. pose proof (c_nonneg k). pose proof (exp_pos (-2 * g k)).
  pose proof (exp_at_most_1 (-2 * g k) ltac:(specialize (ordered k); lra)). split; [apply Rmult_le_pos; lra|nra].
Qed.

Theorem loss_antitone : ex_series c -> ex_series (fun k => c k * exp (-2 * g k)) /\
  within 0 (fun k => c k * exp (-2 * h k)) (Series (fun k => c k * exp (-2 * g k))).
Proof.
  intros E. assert (Eg : ex_series (fun k => c k * exp (-2 * g k))) by exact (loss_converges E).
  assert (T : forall k, 0 <= c k * exp (-2 * h k) <= c k * exp (-2 * g k)).
  { intros k. pose proof (c_nonneg k). split; [apply Rmult_le_pos; [lra|left; apply exp_pos]|].
    apply Rmult_le_compat_l; [lra|]. apply exp_monotone. specialize (ordered k). lra. }
  pose proof (ex_series_below _ _ T Eg) as Eh. split; [exact Eg|]. split; [exact Eh|split].
  - apply Series_nonneg; [intros k; apply T|exact Eh].
  - exact (Series_le _ _ T Eg).
Qed.

Lemma energy_term_monotone k : 0 <= w2 k * (1 - exp (- g k))^2 <= w2 k * (1 - exp (- h k))^2.
Proof.
  specialize (ordered k). pose proof (w2_nonneg k).
  destruct (one_minus_exp (g k) ltac:(lra)). pose proof (exp_monotone (- h k) (- g k) ltac:(lra)).
  split; [apply Rmult_le_pos; [assumption|apply pow2_ge_0]|].
  apply Rmult_le_compat_l; [assumption|]. apply pow_incr. lra.
Qed.

Theorem energy_monotone : ex_series (fun k => w2 k * (1 - exp (- h k))^2) ->
  ex_series (fun k => w2 k * (1 - exp (- g k))^2) /\
  Series (fun k => w2 k * (1 - exp (- g k))^2) <= Series (fun k => w2 k * (1 - exp (- h k))^2).
Proof.
  intros E. split.
  - exact (ex_series_below _ _ energy_term_monotone E).
  - exact (Series_le _ _ energy_term_monotone E).
Qed.
End Monotonicity.
