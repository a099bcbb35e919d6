(** Audit rows A6 and A7: condition (2) gives Theta only, not "~" as eq. (7) says (claim eq7).  For
    g = lambda t (2 + sin log(1+t)), a = 3/2, b = 2, which lies between lambda t and 3 lambda t, L(t) t^(1/4) comes below
    1.29 and above 1.34 for ever, and so converges to nothing.

    The law is that of [SharpConstant] at a = 3/2, q = 2, with bounds of the integral of e^(-v^4) that need no computation. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers Setting LossOfMonomial SharpConstant.
Open Scope R_scope.

(** Fourth roots. *)
Lemma inverse_root_below x y : 0 < x -> 0 < y -> y^4 * x <= 1 -> y <= Rpower x (-(1/4)).
Proof.
  intros Hx Hy H. assert (E : Rpower x (-(1/4))^4 = /x).
  { rewrite <- Rpower_pow by apply Rpower_pos. rewrite Rpower_mult. replace (-(1/4) * INR 4) with (Ropp 1) by (simpl; lra).
    rewrite Rpower_Ropp, Rpower_1 by exact Hx. reflexivity. }
  apply Rnot_lt_le. intros C. pose proof (Rpower_pos x (-(1/4))) as P. set (r := Rpower x (-(1/4))) in *.
  assert (r^2 < y^2) by nra. assert (r^4 < y^4) by (replace (r^4) with (r^2*r^2) by ring; nra).
  assert (r^4 * x < 1) by nra. rewrite E, Rinv_l in H2 by lra. lra.
Qed.
Lemma inverse_root_above x y : 0 < x -> 0 < y -> 1 <= y^4 * x -> Rpower x (-(1/4)) <= y.
Proof.
  intros Hx Hy H. assert (E : Rpower x (-(1/4))^4 = /x).
  { rewrite <- Rpower_pow by apply Rpower_pos. rewrite Rpower_mult. replace (-(1/4) * INR 4) with (Ropp 1) by (simpl; lra).
    rewrite Rpower_Ropp, Rpower_1 by exact Hx. reflexivity. }
  apply Rnot_lt_le. intros C. pose proof (Rpower_pos x (-(1/4))) as P. set (r := Rpower x (-(1/4))) in *.
  assert (y^2 < r^2) by nra. assert (y^4 < r^4) by (replace (r^4) with (r^2*r^2) by ring; nra).
  assert (1 < r^4 * x) by nra. rewrite E, Rinv_l in H2 by lra. lra.
Qed.

Lemma polynomial_integral c : RInt (fun y => 1 - c * y^4) 0 1 = 1 - c/5.
Proof.
  assert (D : is_RInt (fun y => 1 - c * y^4) 0 1 (minus (1 - c/5*1^5) (0 - c/5*0^5))).
  { apply (is_RInt_derive (fun y => y - c/5*y^5) (fun y => 1 - c * y^4)).
    - intros y _. auto_derive; [auto|simpl; field].
    - intros y _. apply (ex_derive_continuous (fun y => 1 - c * y^4)). auto_derive. auto. }
  rewrite (is_RInt_unique _ _ _ _ D). unfold minus, plus, opp; simpl. field.
Qed.

(** 1 - v^4 <= e^(-v^4) <= 1 - v^4/2 up to 1. *)
Lemma Phi_at_1 : 8/10 <= Phi 4 1 1 <= 9/10.
Proof.
  assert (X : forall c, ex_RInt (fun y => 1 - c * y^4) 0 1).
  { intros c. apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros y _.
    apply (ex_derive_continuous (fun y => 1 - c * y^4)). auto_derive. auto. }
  unfold Phi. split.
  - replace (8/10) with (1 - 1/5) by lra. rewrite <- (polynomial_integral 1).
    apply RInt_le; [lra|apply X|apply density_integrable|]. intros y Hy. unfold density. simpl pred. change (INR 1) with 1.
    pose proof (exp_ineq1_le (- y^4)). rewrite pow_O. lra.
  - replace (9/10) with (1 - /2/5) by lra. rewrite <- (polynomial_integral (/2)).
    apply RInt_le; [lra|apply density_integrable|apply X|]. intros y Hy. unfold density. simpl pred. change (INR 1) with 1.
    assert (Y1 : 0 <= y^4 <= 1).
    { split; [apply pow_le; lra|]. rewrite <- (pow1 4). apply pow_incr. lra. }
    pose proof (one_minus_exp_small (y^4) Y1). rewrite pow_O. lra.
Qed.

Lemma Phi_rest : Phi 4 1 1 + INR 1 / INR 4 * exp (- 1^4) <= 1003/1000.
Proof.
  pose proof Phi_at_1. rewrite pow1. assert (E : 244/100 <= exp 1).
  { pose proof (exp_ineq1_le (/4)) as Q. replace (exp 1) with (exp (/4) * exp (/4) * (exp (/4) * exp (/4))).
    - assert (25/16 <= exp (/4) * exp (/4)) by nra. nra.
    - rewrite <- !exp_plus. f_equal. field. }
  assert (exp (-(1)) <= 100/244).
  { rewrite exp_Ropp. replace (100/244) with (/ (244/100)) by field. apply Rinv_le_contravar; lra. }
  simpl INR. lra.
Qed.

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

Lemma sharp_at Y : 100000 <= Y ->
  134/100 * Rpower Y (-(1/4)) <= loss_at Y <= 1691/1000 * Rpower Y (-(1/4)).
Proof.
  intros HY.
  assert (Hr : 2/(3/2-1) = INR 4 / INR 1) by (simpl; lra).
  destruct (sharp_law 4 1 ltac:(lia) ltac:(lia) (3/2) 2 ltac:(lra) ltac:(lra) Hr (8/10) (1003/1000) 1 ltac:(lra) ltac:(lia)
    (proj1 Phi_at_1) Phi_rest Y ltac:(lra)) as [_ [A B]].
  change (Series _) with (loss_at Y) in A. change (Series _) with (loss_at Y) in B.
  assert (EP : Rpower (2*Y) (-((3/2-1)/2)) = Rpower 2 (-(1/4)) * Rpower Y (-(1/4))).
  { rewrite <- Rpower_mult_distr by lra. f_equal; f_equal; field. }
  assert (EQ : Rpower Y (-(3/2/2)) = Rpower Y (-(1/2)) * Rpower Y (-(1/4))).
  { rewrite <- Rpower_plus. f_equal. field. }
  rewrite EP, EQ in A, B.
  assert (X : Rpower Y (-(1/2)) <= 1/316).
  { replace (Rpower Y (-(1/2))) with (Rpower (Y*Y) (-(1/4))).
    - apply inverse_root_above; nra.
    - unfold Rpower. f_equal. rewrite ln_mult by lra. field. }
  pose proof peak_below_1 as MC.
  assert (T2 : 84/100 <= Rpower 2 (-(1/4)) <= 841/1000) by (split; [apply inverse_root_below; lra|apply inverse_root_above; lra]).
  pose proof (Rpower_pos Y (-(1/4))) as P. pose proof (Rpower_pos Y (-(1/2))) as P2.
  set (s := Rpower Y (-(1/4))) in *. set (e := Rpower Y (-(1/2))) in *.
  assert (ME : 0 <= peak (3/2) 2 * e <= 1/316) by nra.
  split.
  - eapply Rle_trans; [|exact A].
    replace (8/10 / (3/2-1) * (Rpower 2 (-(1/4)) * s) - peak (3/2) 2 * (e * s))
      with ((16/10*Rpower 2 (-(1/4)) - peak (3/2) 2 * e) * s) by field.
    apply Rmult_le_compat_r; lra.
  - eapply Rle_trans; [exact B|].
    replace (1003/1000 / (3/2-1) * (Rpower 2 (-(1/4)) * s) + peak (3/2) 2 * (e * s))
      with ((2006/1000*Rpower 2 (-(1/4)) + peak (3/2) 2 * e) * s) by field.
    apply Rmult_le_compat_r; lra.
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

Lemma scaled_loss_between t c : 100000 <= t -> 1 <= c -> 2 + sin (ln (1 + t)) = c ->
  134/100 * Rpower c (-(1/4)) <= scaled_loss t <= 1691/1000 * Rpower c (-(1/4)).
Proof.
  intros Ht Hc E. rewrite (scaled_loss_at t c) by (lra || assumption).
  destruct (sharp_at (t*c) ltac:(nra)) as [A B].
  assert (U : Rpower (t*c) (-(1/4)) * Rpower (t*c) (1/4) = 1).
  { rewrite <- Rpower_plus. replace (-(1/4)+1/4) with 0 by lra. apply Rpower_O. nra. }
  pose proof (Rpower_pos (t*c) (1/4)) as P. pose proof (Rpower_pos c (-(1/4))) as Q.
  split; apply Rmult_le_compat_r; try lra.
  - apply (Rmult_le_compat_r (Rpower (t*c) (1/4))) in A; [|lra]. rewrite Rmult_assoc, U in A. lra.
  - apply (Rmult_le_compat_r (Rpower (t*c) (1/4))) in B; [|lra]. rewrite (Rmult_assoc (1691/1000)), U in B. lra.
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

Theorem equivalence_refuted : ~ exists c : R, is_lim scaled_loss p_infty c.
Proof.
  intros [c H]. apply is_lim_spec in H. destruct (H (mkposreal (1/40) ltac:(lra))) as [M HM]. simpl in HM.
  pose proof PI_RGT_0 as HP.
  destruct (late_time (PI/2) (Rmax 100000 (M+1)) ltac:(lra)) as [t [Ht E]]. rewrite sin_PI2 in E.
  destruct (late_time (3*(PI/2)) (Rmax 100000 (M+1)) ltac:(lra)) as [u [Hu F]]. rewrite sin_3PI2 in F.
  pose proof (Rmax_l 100000 (M+1)). pose proof (Rmax_r 100000 (M+1)).
  pose proof (HM t ltac:(lra)) as A. pose proof (HM u ltac:(lra)) as B.
  destruct (scaled_loss_between t 3 ltac:(lra) ltac:(lra) ltac:(lra)) as [_ A'].
  destruct (scaled_loss_between u 1 ltac:(lra) ltac:(lra) ltac:(lra)) as [B' _].
  rewrite Rpower_of_1 in B'.
  assert (R3 : Rpower 3 (-(1/4)) <= 0.76) by (apply inverse_root_above; lra).
  apply Rabs_def2 in A. apply Rabs_def2 in B. lra.
Qed.
