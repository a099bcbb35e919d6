(** Audit rows A6 and A7: condition (2) gives Theta only, not "~" as eq. (7) says (claim eq7).  For
    g = lambda t (2 + sin log(1+t)), a = 3/2, b = 2, which lies between lambda t and 3 lambda t, L(t) t^(1/4) comes below
    1.16 and above 1.52 for ever, and so converges to nothing.

    The sharp constant at a = 3/2, q = 2 is that of [LossSharp]: Psi is the integral of e^(-v^4), enclosed numerically. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers Setting LossOfMonomial LossSharp IntervalOverIntegers.
Open Scope R_scope.

Definition f (v : R) := exp (- (v*v*v*v)).
Definition Psi w := RInt f 0 w.
Lemma f_cont v : continuous f v.
Proof. apply (ex_derive_continuous f). unfold f. auto_derive. auto. Qed.
Lemma f_ex x y : ex_RInt f x y.
Proof. apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros; apply f_cont. Qed.
Lemma f_01 v : 0 < v -> 0 <= f v <= 1.
Proof.
  intros. unfold f. split; [left; apply exp_pos|]. rewrite <- exp_0. apply exp_monotone.
  assert (0 < v*v) by nra. assert (0 < v*v*v) by nra. nra.
Qed.
Lemma f_r w : 0 < w -> f w = exp (- Rpower w (2/(3/2-1))).
Proof.
  intros H. unfold f. do 2 f_equal. replace (2/(3/2-1)) with (INR 4) by (simpl; field).
  rewrite Rpower_pow by assumption. simpl. ring.
Qed.
Lemma dPsi w : 0 < w -> is_derive Psi w (exp (- Rpower w (2/(3/2-1)))).
Proof.
  intros H. rewrite <- f_r by assumption. apply (is_derive_RInt f Psi 0 w).
  - apply filter_forall. intros x. apply (RInt_correct (V := R_CompleteNormedModule)), f_ex.
  - apply f_cont.
Qed.
Lemma Psi_step x y : x <= y -> 0 <= x -> 0 <= Psi y - Psi x.
Proof.
  intros H H0. unfold Psi. rewrite <- (RInt_Chasles f 0 x y) by apply f_ex. unfold plus; simpl.
  assert (0 <= RInt f x y). { apply RInt_ge_0; [assumption|apply f_ex|]. intros; apply f_01; lra. } lra.
Qed.
Lemma Psi0 w : 0 < w -> 0 <= Psi w <= w.
Proof.
  intros H. split.
  - unfold Psi. apply RInt_ge_0; [lra|apply f_ex|]. intros; apply f_01; lra.
  - unfold Psi. apply Rle_trans with (RInt (fun _ => 1) 0 w).
    + apply RInt_le; [lra|apply f_ex|apply ex_RInt_const|]. intros; apply f_01; lra.
    + rewrite RInt_const. unfold scal; simpl; unfold mult; simpl. lra.
Qed.
Lemma num : 0.90640 <= RInt (fun v => exp (- (v*v*v*v))) 0 3 <= 0.906405.
Proof. integral with (i_prec 40). Qed.
Lemma tail3 w : 3 <= w -> RInt f 3 w <= 1e-9.
Proof.
  intros H. apply Rle_trans with (RInt (fun v => exp (-27 * v)) 3 w).
  - apply RInt_le; [assumption|apply f_ex| |].
    + apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros. apply (ex_derive_continuous (fun v => exp (-27*v))). auto_derive. auto.
    + intros v Hv. unfold f. apply exp_monotone.
      assert (9 <= v*v) by nra. assert (27 <= v*v*v) by nra. nra.
  - assert (E : is_RInt (fun v => exp (-27*v)) 3 w (minus (-/27 * exp (-27*w)) (-/27 * exp (-27*3)))).
    { apply (is_RInt_derive (fun v => -/27 * exp (-27*v)) (fun v => exp (-27*v))).
      - intros. auto_derive; [auto|]. field.
      - intros. apply (ex_derive_continuous (fun v => exp (-27*v))). auto_derive. auto. }
    rewrite (is_RInt_unique _ _ _ _ E). unfold minus, plus, opp; simpl.
    pose proof (exp_pos (-27*w)).
    assert (exp (-27*3) <= 1e-9) by interval with (i_prec 40). lra.
Qed.
Lemma Phi w : 0 < w -> Psi w <= 0.906406.
Proof.
  intros H. pose proof num as N. change (0.90640 <= Psi 3 <= 0.906405) in N.
  destruct (Rle_dec w 3) as [L|L].
  - pose proof (Psi_step w 3 L ltac:(lra)). lra.
  - unfold Psi in *. rewrite <- (RInt_Chasles f 0 3 w) by apply f_ex. unfold plus; simpl.
    pose proof (tail3 w ltac:(lra)). lra.
Qed.
Lemma Plo w : 3 <= w -> 0.90640 <= Psi w.
Proof.
  intros H. pose proof num as N. change (0.90640 <= Psi 3 <= 0.906405) in N.
  pose proof (Psi_step 3 w H ltac:(lra)). lra.
Qed.

(** L at one value Y of t (2 + sin log(1+t)). *)
Definition loss_at Y := Series (fun k => Rpower (INR (S k)) (-(3/2)) * exp (-2 * (Y * Rpower (INR (S k)) (-(2))))).

Lemma sharp_at Y : 100000 <= Y ->
  1523/1000 * Rpower Y (-(1/4)) <= loss_at Y <= 1526/1000 * Rpower Y (-(1/4)).
Proof.
  intros HY.
  destruct (loss_sharp (3/2) 2 Y ltac:(lra) ltac:(lra) ltac:(lra) Psi dPsi Psi0 0.90640 0.906406 3 Phi Plo) as [A B].
  change (Series _) with (loss_at Y) in A. change (Series _) with (loss_at Y) in B.
  assert (EP : Rpower (2*Y) (-((3/2-1)/2)) = Rpower 2 (-(1/4)) * Rpower Y (-(1/4))).
  { rewrite <- Rpower_mult_distr by lra. f_equal; f_equal; field. }
  assert (EQ : Rpower Y (-(3/2/2)) = Rpower Y (-(1/2)) * Rpower Y (-(1/4))).
  { rewrite <- Rpower_plus. f_equal. field. }
  rewrite EP, EQ in A, B.
  assert (X : Rpower Y (-(1/2)) <= Rpower 100000 (-(1/2))) by (apply Rpower_decreasing; lra).
  assert (X' : Rpower 100000 (-(1/2)) <= 0.003163) by (unfold Rpower; interval with (i_prec 40)).
  assert (MC : 0 < peak (3/2) 2 <= 0.22642) by (unfold peak, Rpower; split; interval with (i_prec 40)).
  assert (T2 : 0.84089 <= Rpower 2 (-(1/4)) <= 0.84090) by (unfold Rpower; split; interval with (i_prec 40)).
  pose proof (Rpower_pos Y (-(1/4))) as P. pose proof (Rpower_pos Y (-(1/2))) as P2.
  set (s := Rpower Y (-(1/4))) in *. set (e := Rpower Y (-(1/2))) in *.
  assert (ME : 0 <= peak (3/2) 2 * e <= 0.00072) by nra.
  split.
  - eapply Rle_trans; [|exact A].
    replace (0.90640 / (3/2-1) * (Rpower 2 (-(1/4)) * s) - peak (3/2) 2 * (e * s))
      with ((2*0.90640*Rpower 2 (-(1/4)) - peak (3/2) 2 * e) * s) by field.
    apply Rmult_le_compat_r; lra.
  - eapply Rle_trans; [exact B|].
    replace (0.906406 / (3/2-1) * (Rpower 2 (-(1/4)) * s) + peak (3/2) 2 * (e * s))
      with ((2*0.906406*Rpower 2 (-(1/4)) + peak (3/2) 2 * e) * s) by field.
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
  1523/1000 * Rpower c (-(1/4)) <= scaled_loss t <= 1526/1000 * Rpower c (-(1/4)).
Proof.
  intros Ht Hc E. rewrite (scaled_loss_at t c) by (lra || assumption).
  destruct (sharp_at (t*c) ltac:(nra)) as [A B].
  assert (U : Rpower (t*c) (-(1/4)) * Rpower (t*c) (1/4) = 1).
  { rewrite <- Rpower_plus. replace (-(1/4)+1/4) with 0 by lra. apply Rpower_O. nra. }
  pose proof (Rpower_pos (t*c) (1/4)) as P. pose proof (Rpower_pos c (-(1/4))) as Q.
  split; apply Rmult_le_compat_r; try lra.
  - apply (Rmult_le_compat_r (Rpower (t*c) (1/4))) in A; [|lra]. rewrite Rmult_assoc, U in A. lra.
  - apply (Rmult_le_compat_r (Rpower (t*c) (1/4))) in B; [|lra]. rewrite (Rmult_assoc (1526/1000)), U in B. lra.
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
  intros [c H]. apply is_lim_spec in H. destruct (H (mkposreal (1/10) ltac:(lra))) as [M HM]. simpl in HM.
  pose proof PI_RGT_0 as HP.
  destruct (late_time (PI/2) (Rmax 100000 (M+1)) ltac:(lra)) as [t [Ht E]]. rewrite sin_PI2 in E.
  destruct (late_time (3*(PI/2)) (Rmax 100000 (M+1)) ltac:(lra)) as [u [Hu F]]. rewrite sin_3PI2 in F.
  pose proof (Rmax_l 100000 (M+1)). pose proof (Rmax_r 100000 (M+1)).
  pose proof (HM t ltac:(lra)) as A. pose proof (HM u ltac:(lra)) as B.
  destruct (scaled_loss_between t 3 ltac:(lra) ltac:(lra) ltac:(lra)) as [_ A'].
  destruct (scaled_loss_between u 1 ltac:(lra) ltac:(lra) ltac:(lra)) as [B' _].
  rewrite Rpower_of_1 in B'.
  assert (R3 : Rpower 3 (-(1/4)) <= 0.76) by (unfold Rpower; interval with (i_prec 40)).
  apply Rabs_def2 in A. apply Rabs_def2 in B. lra.
Qed.
