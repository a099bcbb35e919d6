(** The mu of the trade-off is unique (theory.md 8): L_R falls strictly in mu wherever some mode carries power. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison TradeOff.
Open Scope R_scope.

Section Unique.
Variables w2 lambda : nat -> R.
Hypothesis w2_nonneg : forall k, 0 <= w2 k.
Hypothesis lambda_pos : forall k, 0 < lambda k.
Hypothesis initial_loss : ex_series (fun k => lambda k * w2 k).

Lemma ridge_loss_falls mu nu k : 0 <= mu < nu ->
  ridge_loss w2 lambda nu k <= ridge_loss w2 lambda mu k /\
  (0 < w2 k -> ridge_loss w2 lambda nu k < ridge_loss w2 lambda mu k).
Proof.
  intros H. unfold ridge_loss. pose proof (lambda_pos k) as L. pose proof (w2_nonneg k) as Q.
  assert (M : 0 <= mu * lambda k < nu * lambda k) by (split; [apply Rmult_le_pos|apply Rmult_lt_compat_r]; lra).
  assert (I : / (1 + nu * lambda k)^2 < / (1 + mu * lambda k)^2) by (apply Rinv_lt_contravar; nra).
  split; [intros|intros P]; unfold Rdiv.
  - apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|lra].
  - apply Rmult_lt_compat_l; [apply Rmult_lt_0_compat; assumption|exact I].
Qed.

Theorem ridge_loss_decreasing mu nu j : 0 <= mu < nu -> 0 < w2 j ->
  ex_series (ridge_loss w2 lambda nu) /\ ex_series (ridge_loss w2 lambda mu) /\
  Series (ridge_loss w2 lambda nu) < Series (ridge_loss w2 lambda mu).
Proof.
  intros H P.
  pose proof (ridge_loss_converges w2 lambda mu w2_nonneg lambda_pos ltac:(lra) initial_loss) as Em.
  pose proof (ridge_loss_converges w2 lambda nu w2_nonneg lambda_pos ltac:(lra) initial_loss) as En.
  split; [exact En|split; [exact Em|]].
  set (d := fun k => ridge_loss w2 lambda mu k - ridge_loss w2 lambda nu k).
  assert (D0 : forall k, 0 <= d k) by (intros k; unfold d; pose proof (proj1 (ridge_loss_falls mu nu k H)); lra).
  assert (Ed : ex_series d) by (apply (ex_series_minus _ _ Em En)).
  assert (S : Series d = Series (ridge_loss w2 lambda mu) - Series (ridge_loss w2 lambda nu))
    by (apply Series_minus; assumption).
  pose proof (proj2 (ridge_loss_falls mu nu j H) P) as J.
  assert (B : d j <= Series d).
  { eapply Rle_trans; [|exact (sum_n_below_Series d j D0 Ed)]. destruct j as [|i]; [rewrite sum_O; lra|].
    rewrite sum_n_next. pose proof (sum_n_nonneg d i D0). lra. }
  unfold d in B at 1. lra.
Qed.

Theorem mu_unique mu nu j L : 0 <= mu -> 0 <= nu -> 0 < w2 j ->
  is_series (ridge_loss w2 lambda mu) L -> is_series (ridge_loss w2 lambda nu) L -> mu = nu.
Proof.
  intros Hm Hn P Em En. apply is_series_unique in Em, En. destruct (Rtotal_order mu nu) as [C|[C|C]]; [exfalso| exact C |exfalso].
  - pose proof (proj2 (proj2 (ridge_loss_decreasing mu nu j ltac:(lra) P))). lra.
  - pose proof (proj2 (proj2 (ridge_loss_decreasing nu mu j ltac:(lra) P))). lra.
Qed.
End Unique.
