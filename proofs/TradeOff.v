(** The universal trade-off (theory.md 8, claim tradeoff): at one loss no dynamics has a smaller S than ridge
    regression, whatever g, for finite sums and for series, with equality for ridge regression alone.

      x_k = e^(-g(lambda_k, t)),  L = sum lambda_k w_k^2 x_k^2,  S = sum w_k^2 (1 - x_k)^2,
      L_R(mu) = sum lambda_k w_k^2/(1+mu lambda_k)^2,  S_R(mu) = sum w_k^2 (mu lambda_k/(1+mu lambda_k))^2.

    If L_R(mu) = L then S_R(mu) <= S.  Where the series of S diverges there is nothing to show. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison.
Open Scope R_scope.

Section TradeOff.
Variables (w2 lambda x : nat -> R) (mu : R).
Hypothesis w2_nonneg : forall k, 0 <= w2 k.
Hypothesis lambda_pos : forall k, 0 < lambda k.
Hypothesis mu_nonneg : 0 <= mu.

Definition loss_of k := lambda k * w2 k * (x k)^2.
Definition energy_of k := w2 k * (1 - x k)^2.
Definition ridge_loss k := lambda k * w2 k / (1 + mu * lambda k)^2.
Definition ridge_energy k := w2 k * (mu * lambda k / (1 + mu * lambda k))^2.
(** What is lost by not being ridge: for fixed mu, S + mu L is least mode by mode at x_k = 1/(1 + mu lambda_k). *)
Definition gap k := w2 k * ((1 + mu * lambda k) * (x k - 1/(1 + mu * lambda k))^2).

Lemma denominator_pos k : 0 < 1 + mu * lambda k.
Proof. pose proof (lambda_pos k). assert (0 <= mu * lambda k) by (apply Rmult_le_pos; lra). lra. Qed.

Lemma gap_nonneg k : 0 <= gap k.
Proof.
  pose proof (denominator_pos k). apply Rmult_le_pos; [apply w2_nonneg|].
  apply Rmult_le_pos; [lra|apply pow2_ge_0].
Qed.

Lemma mode_identity k : energy_of k + mu * loss_of k = ridge_energy k + mu * ridge_loss k + gap k.
Proof. unfold energy_of, loss_of, ridge_energy, ridge_loss, gap. pose proof (denominator_pos k). field. lra. Qed.

Theorem tradeoff_finite N : sum_n loss_of N = sum_n ridge_loss N ->
  sum_n energy_of N = sum_n ridge_energy N + sum_n gap N /\ sum_n ridge_energy N <= sum_n energy_of N.
Proof.
  intros E.
  assert (H : sum_n energy_of N + mu * sum_n loss_of N
            = sum_n ridge_energy N + mu * sum_n ridge_loss N + sum_n gap N).
  { clear E. induction N as [|N IH]; [rewrite !sum_O; apply mode_identity|].
    rewrite !sum_n_next. pose proof (mode_identity (S N)). lra. }
  pose proof (sum_n_nonneg gap N gap_nonneg). rewrite E in H. lra.
Qed.

Hypothesis x_range : forall k, 0 <= x k <= 1.
Hypothesis initial_loss : ex_series (fun k => lambda k * w2 k).

Lemma weight_nonneg k : 0 <= lambda k * w2 k.
Proof. apply Rmult_le_pos; [left; apply lambda_pos|apply w2_nonneg]. Qed.

Lemma loss_of_converges : ex_series loss_of.
Proof.
  apply (ex_series_below loss_of (fun k => lambda k * w2 k)).
  - intros k. unfold loss_of. pose proof (weight_nonneg k). specialize (x_range k).
    assert (0 <= (x k)^2 <= 1) by nra. nra.
  - exact initial_loss.
Qed.

Lemma ridge_loss_converges : ex_series ridge_loss.
Proof.
  apply (ex_series_below ridge_loss (fun k => lambda k * w2 k)); [|exact initial_loss].
  intros k. unfold ridge_loss. pose proof (denominator_pos k). pose proof (weight_nonneg k). pose proof (lambda_pos k).
  assert (0 <= mu * lambda k) by (apply Rmult_le_pos; lra). assert (1 <= (1 + mu*lambda k)^2) by nra.
  split; [apply Rmult_le_pos; [assumption|left; apply Rinv_0_lt_compat; lra]|]. apply Rle_div_l; [lra|nra].
Qed.

Lemma ridge_energy_converges : ex_series energy_of -> ex_series ridge_energy.
Proof.
  intros ES. apply (ex_series_below ridge_energy (fun k => energy_of k + mu * loss_of k)).
  - intros k. pose proof (mode_identity k). pose proof (gap_nonneg k).
    assert (0 <= ridge_energy k) by (apply Rmult_le_pos; [apply w2_nonneg|apply pow2_ge_0]).
    assert (0 <= ridge_loss k).
    { apply Rmult_le_pos; [apply weight_nonneg|]. left. apply Rinv_0_lt_compat, pow_lt, denominator_pos. }
    assert (0 <= mu * ridge_loss k) by (apply Rmult_le_pos; assumption). lra.
  - apply (ex_series_plus energy_of (fun k => mu * loss_of k)); [exact ES|].
    apply (ex_series_scal_l mu loss_of), loss_of_converges.
Qed.

(** At most the loss of ridge regression costs at least its S. *)
Lemma tradeoff_at_most : ex_series energy_of -> Series loss_of <= Series ridge_loss -> within 0 ridge_energy (Series energy_of).
Proof.
  intros ES E. pose proof loss_of_converges as EL. pose proof ridge_loss_converges as ER.
  pose proof (ridge_energy_converges ES) as ESR. split; [exact ESR|split].
  - apply Series_nonneg; [|exact ESR]. intros k. apply Rmult_le_pos; [apply w2_nonneg|apply pow2_ge_0].
  - assert (XL : ex_series (fun k => mu * loss_of k)) by (apply (ex_series_scal_l mu loss_of), EL).
    assert (XR : ex_series (fun k => mu * ridge_loss k)) by (apply (ex_series_scal_l mu ridge_loss), ER).
    assert (D : Series (fun k => ridge_energy k + mu * ridge_loss k) <= Series (fun k => energy_of k + mu * loss_of k)).
    { apply Series_monotone.
      - intros k. pose proof (mode_identity k). pose proof (gap_nonneg k). lra.
      - apply (ex_series_plus ridge_energy (fun k => mu * ridge_loss k)); assumption.
      - apply (ex_series_plus energy_of (fun k => mu * loss_of k)); assumption. }
    rewrite !Series_plus, !Series_scal_l in D by assumption.
    apply (Rmult_le_compat_l mu) in E; [|exact mu_nonneg]. lra.
Qed.

(** S exceeds S_R by exactly the sum of the gaps. *)
Theorem tradeoff_series : ex_series energy_of -> Series loss_of = Series ridge_loss ->
  ex_series gap /\ Series energy_of = Series ridge_energy + Series gap /\ within 0 ridge_energy (Series energy_of)
  /\ ex_series loss_of /\ ex_series ridge_loss.
Proof.
  intros ES E. pose proof loss_of_converges as EL. pose proof ridge_loss_converges as ER.
  pose proof (ridge_energy_converges ES) as ESR.
  assert (XL : ex_series (fun k => mu * loss_of k)) by (apply (ex_series_scal_l mu loss_of), EL).
  assert (XR : ex_series (fun k => mu * ridge_loss k)) by (apply (ex_series_scal_l mu ridge_loss), ER).
  assert (X : ex_series (fun k => energy_of k + mu * loss_of k))
    by (apply (ex_series_plus energy_of (fun k => mu * loss_of k)); assumption).
  assert (Y : ex_series (fun k => ridge_energy k + mu * ridge_loss k))
    by (apply (ex_series_plus ridge_energy (fun k => mu * ridge_loss k)); assumption).
  assert (D : forall k, energy_of k + mu * loss_of k - (ridge_energy k + mu * ridge_loss k) = gap k).
  { intros k. pose proof (mode_identity k). lra. }
  assert (EG : ex_series gap) by (apply (ex_series_ext _ _ D); apply (ex_series_minus _ _ X Y)).
  assert (H : Series energy_of = Series ridge_energy + Series gap).
  { rewrite <- (Series_ext _ _ D), (Series_minus _ _ X Y), !Series_plus, !Series_scal_l, E by assumption. ring. }
  pose proof (Series_nonneg gap gap_nonneg EG).
  assert (0 <= Series ridge_energy).
  { apply Series_nonneg; [|exact ESR]. intros k. apply Rmult_le_pos; [apply w2_nonneg|apply pow2_ge_0]. }
  split; [exact EG|]. split; [exact H|]. split; [split; [exact ESR|lra]|]. split; [exact EL|exact ER].
Qed.

(** Equality holds for ridge regression, g(lambda_k, t) = log(1 + mu lambda_k), and for no other g at a mode in use. *)
Theorem tradeoff_equality : ex_series energy_of -> Series loss_of = Series ridge_loss ->
  Series energy_of = Series ridge_energy -> forall k, 0 < w2 k -> x k = 1/(1 + mu * lambda k).
Proof.
  intros ES E Q k Hw. destruct (tradeoff_series ES E) as [EG [H _]].
  assert (Z : Series gap = 0) by lra.
  assert (G0 : gap k <= 0).
  { rewrite <- Z. eapply Rle_trans; [|exact (sum_n_below_Series gap k gap_nonneg EG)].
    destruct k as [|k]; [rewrite sum_O; lra|]. rewrite sum_n_next.
    pose proof (sum_n_nonneg gap k gap_nonneg). lra. }
  unfold gap in G0. pose proof (denominator_pos k) as D.
  set (d := x k - 1/(1 + mu * lambda k)) in *. assert (d^2 <= 0).
  { apply Rnot_lt_le. intros C. assert (0 < w2 k * ((1 + mu * lambda k) * d^2)); [|lra].
    apply Rmult_lt_0_compat; [exact Hw|]. apply Rmult_lt_0_compat; assumption. }
  assert (d = 0) by nra. unfold d in *. lra.
Qed.
End TradeOff.
