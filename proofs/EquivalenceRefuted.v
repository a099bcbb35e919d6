(** Audit rows A6 and A7: condition (2) gives Theta only, not "~" as eq. (7) says (claim eq7).  For
    g = lambda t (2 + sin log(1+t)), a = 3/2, b = 2, which lies between lambda t and 3 lambda t, L(t) t^(1/4) comes close
    to C 3^(-1/4) and to C for ever, C the constant of [LossSharp] at a = 3/2, q = 2, and so converges to nothing. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers Setting LossOfMonomial LossSandwich SharpConstant LossSharp.
Open Scope R_scope.

(** L at one value Y of t (2 + sin log(1+t)). *)
Definition loss_at Y := Series (fun k => Rpower (INR (S k)) (-(3/2)) * exp (-2 * (Y * Rpower (INR (S k)) (-(2))))).

Lemma peak_below_1 : 0 < peak (3/2) 2 <= 1.
Proof.
  unfold peak. split; [apply Rpower_pos|]. pose proof (exp_ineq1_le 1).
  apply Rle_trans with (Rpower 1 (3/2/2)); [|rewrite Rpower_of_1; lra].
  apply Rpower_increasing; [lra| |].
  - apply Rdiv_lt_0_compat; lra.
  - apply Rle_div_l; lra.
Qed.

Lemma law_at C Y d : total (loss_density (3/2) 2) C -> 0 < d -> 1 <= Y -> /d^2 <= Y ->
  Rabs (loss_at Y * Rpower Y (1/4) - C) <= d.
Proof.
  intros HC Hd HY Late. destruct (loss_sharp (3/2) 2 Y ltac:(lra) ltac:(lra) HY C HC) as [_ B].
  change (Series _) with (loss_at Y) in B. pose proof (Rpower_pos Y (1/4)) as P. pose proof peak_below_1 as M.
  apply (Rmult_le_compat_r (Rpower Y (1/4))) in B; [|lra]. rewrite <- (Rabs_pos_eq (Rpower Y (1/4))) in B at 1 by lra.
  rewrite <- Rabs_mult in B.
  assert (E1 : Rpower Y (-((3/2-1)/2)) * Rpower Y (1/4) = 1).
  { rewrite <- Rpower_plus. replace (-((3/2-1)/2)+1/4) with 0 by lra. apply Rpower_O. lra. }
  assert (E2 : Rpower Y (-(3/2/2)) * Rpower Y (1/4) = Rpower Y (-(1/2))) by (rewrite <- Rpower_plus; f_equal; lra).
  replace ((loss_at Y - C * Rpower Y (-((3/2-1)/2))) * Rpower Y (1/4)) with (loss_at Y * Rpower Y (1/4) - C) in B
    by (rewrite Rmult_minus_distr_r, (Rmult_assoc C), E1; ring).
  rewrite Rmult_assoc, E2 in B. eapply Rle_trans; [exact B|].
  assert (Sq : Rpower Y (-(1/2)) * Rpower Y (-(1/2)) = /Y).
  { rewrite <- Rpower_plus. replace (-(1/2)+-(1/2)) with (Ropp 1) by lra. rewrite Rpower_Ropp, Rpower_1 by lra. reflexivity. }
  assert (I : /Y <= d^2).
  { rewrite <- (Rinv_inv (d^2)). apply Rinv_le_contravar; [apply Rinv_0_lt_compat, pow_lt, Hd|exact Late]. }
  pose proof (Rpower_pos Y (-(1/2))) as R0. assert (Rpower Y (-(1/2)) <= d) by nra. nra.
Qed.

Definition log_periodic (lambda t : R) := lambda * t * (2 + sin (ln (1 + t))).
Definition scaled_loss t := Series (loss_terms 1 (3/2) 1 2 log_periodic t) * Rpower t (1/4).

Lemma scaled_loss_at t c : 0 < t -> 0 < c -> 2 + sin (ln (1 + t)) = c -> 
  scaled_loss t = loss_at (t * c) * Rpower (t * c) (1/4) * Rpower c (-(1/4)).
Proof.
  intros Ht Hc E. unfold scaled_loss, loss_at.
  rewrite (Series_ext (loss_terms 1 (3/2) 1 2 log_periodic t)
    (fun k => Rpower (INR (S k)) (-(3/2)) * exp (-2 * (t * c * Rpower (INR (S k)) (-(2)))))).
  - rewrite <- Rpower_mult_distr, (Rpower_Ropp c) by assumption. pose proof (Rpower_pos c (1/4)). field. lra.
  - intros k. unfold loss_terms, task_power, eigenvalue, log_periodic. rewrite E, !Rmult_1_l. do 2 f_equal. ring.
Qed.

Theorem growth_of_log_periodic : growth 1 1 1 1 3 1 log_periodic.
Proof.
  intros lambda t Hl Ht. rewrite !Rpower_1 by lra. unfold log_periodic. pose proof (SIN_bound (ln (1+t))).
  assert (0 < lambda * t) by (apply Rmult_lt_0_compat; lra). nra.
Qed.

(** Times as late as one likes at which the sine is that of x. *)
Lemma late_time x bound : 0 <= x -> exists t, bound <= t /\ sin (ln (1 + t)) = sin x.
Proof.
  intros Hx. destruct (nfloor_ex (Rmax 0 bound)) as [n [_ Hn]]; [apply Rmax_l|].
  exists (exp (x + 2 * INR (S n) * PI) - 1). split.
  - pose proof (exp_ineq1_le (x + 2 * INR (S n) * PI)). pose proof (Rmax_r 0 bound). rewrite S_INR in *.
    pose proof PI2_1 as P. pose proof (pos_INR n). nra.
  - replace (1 + (exp (x + 2 * INR (S n) * PI) - 1)) with (exp (x + 2 * INR (S n) * PI)) by ring.
    rewrite ln_exp. apply sin_period.
Qed.

Lemma fourth_root_of_3 : Rpower 3 (-(1/4)) <= 76/100.
Proof.
  pose proof (Rpower_pos 3 (-(1/4))) as P. apply Rnot_lt_le. intros N. set (r := Rpower 3 (-(1/4))) in *.
  assert (E : (r*r)*(r*r) = /3).
  { unfold r. rewrite <- !Rpower_plus. replace (-(1/4)+-(1/4)+(-(1/4)+-(1/4))) with (Ropp 1) by lra.
    rewrite Rpower_Ropp, Rpower_1 by lra. reflexivity. }
  assert (5776/10000 < r*r) by nra. nra.
Qed.

Theorem equivalence_refuted :
  (forall t, 1 <= t -> ex_series (loss_terms 1 (3/2) 1 2 log_periodic t)) /\ ~ exists c : R, is_lim scaled_loss p_infty c.
Proof.
  split.
  { intros t Ht. apply (loss_sandwich 1 (3/2) 1 2 1 1 1 3 1 log_periodic t); try lra; [exact growth_of_log_periodic|].
    rewrite !Rpower_of_1. lra. }
  intros [c H]. destruct (loss_constant_exists (3/2) 2 ltac:(lra) ltac:(lra)) as [C [PC HC]]. set (d := C/20).
  assert (Hd : 0 < d) by (unfold d; lra).
  apply is_lim_spec in H. destruct (H (mkposreal d Hd)) as [M HM]. simpl in HM.
  pose proof PI_RGT_0 as HP. set (T := Rmax (Rmax 1 (/d^2)) (M+1)).
  assert (T1 : 1 <= T) by (eapply Rle_trans; [apply (Rmax_l 1 (/d^2))|apply Rmax_l]).
  assert (T2 : /d^2 <= T) by (eapply Rle_trans; [apply (Rmax_r 1 (/d^2))|apply Rmax_l]).
  assert (T3 : M + 1 <= T) by apply Rmax_r.
  destruct (late_time (PI/2) T ltac:(lra)) as [t [Ht E]]. rewrite sin_PI2 in E.
  destruct (late_time (3*(PI/2)) T ltac:(lra)) as [u [Hu F]]. rewrite sin_3PI2 in F.
  pose proof (HM t ltac:(lra)) as A. pose proof (HM u ltac:(lra)) as B.
  rewrite (scaled_loss_at t 3) in A by lra. rewrite (scaled_loss_at u 1), Rpower_of_1 in B by lra.
  pose proof (law_at C (t*3) d HC Hd ltac:(lra) ltac:(lra)) as A'. pose proof (law_at C (u*1) d HC Hd ltac:(lra) ltac:(lra)) as B'.
  pose proof fourth_root_of_3 as R3. pose proof (Rpower_pos 3 (-(1/4))) as R0.
  apply Rabs_def2 in A. apply Rabs_def2 in B. apply Rabs_le_between in A'. apply Rabs_le_between in B'.
  set (x := loss_at (t*3) * Rpower (t*3) (1/4)) in *. set (y := loss_at (u*1) * Rpower (u*1) (1/4)) in *.
  assert (x * Rpower 3 (-(1/4)) <= (C + d) * (76/100)) by (apply Rle_trans with ((C+d) * Rpower 3 (-(1/4))); nra).
  unfold d in *. lra.
Qed.
