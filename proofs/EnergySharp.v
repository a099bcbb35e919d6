(** S of a monomial with its sharp constant and an explicit error (theory.md 2, claims thm2 and eq7's companion), for g at
    mode k equal to Y k^(-q), Y > 0, 0 < s < 2q, s = 1 + b - a, h(x) = x^(s-1) (1 - e^(-Y x^(-q)))^2:

      s >= 1    | S - C Y^(s/q) |  <=  any bound of h, and max h <= Y^((s-1)/q): a relative O(Y^(-1/q))
      s <= 1    C Y^(s/q) - 1/s  <=  S  <=  C Y^(s/q)          (h has no maximum: it is infinite at 0 for s < 1)

    C = Gamma(-s/q) (2^(s/q) - 2) / q is the integral of e^(s v) (1 - e^(-e^(-q v)))^2 over the line, which exists. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers LossOfMonomial SumAgainstIntegral SharpConstant.
Open Scope R_scope.

Definition energy_density s q v := exp (s*v) * (1 - exp (- exp (-q*v)))^2.

Section Density.
Variables s q : R.
Hypotheses (Hs : 0 < s) (Hsq : s < 2*q).
Let phi := energy_density s q.

Lemma energy_density_cont v : continuous phi v.
Proof. apply (ex_derive_continuous phi). unfold phi, energy_density. auto_derive. auto. Qed.
Lemma energy_density_nonneg v : 0 <= phi v.
Proof. apply Rmult_le_pos; [left; apply exp_pos|apply pow2_ge_0]. Qed.

Section Exponential.
Variables k r : R.
Hypothesis Hr : r <> 0.
Lemma exponential_derives v : is_derive (fun v => k / r * exp (r*v)) v (k * exp (r*v)).
Proof. auto_derive; [auto|]. field. exact Hr. Qed.
Lemma exponential_cont v : continuous (fun v => k * exp (r*v)) v.
Proof. apply (ex_derive_continuous (fun v => k * exp (r*v))). auto_derive. auto. Qed.
End Exponential.

Lemma energy_left_above u x : u <= x -> RInt phi u x <= exp (s*x) / s.
Proof.
  intros H. eapply Rle_trans; [apply (RInt_at_most phi energy_density_cont _ _ (exponential_derives 1 s ltac:(lra))
    (exponential_cont 1 s) u x H)|].
  - intros v _. unfold phi, energy_density. destruct (one_minus_exp (exp (-q*v)) ltac:(left; apply exp_pos)) as [[A _] B].
    pose proof (exp_pos (s*v)). rewrite (Rmult_comm 1). apply Rmult_le_compat_l; [lra|nra].
  - pose proof (exp_pos (s*u)). assert (0 < /s) by (apply Rinv_0_lt_compat; lra). unfold Rdiv. nra.
Qed.

Lemma energy_left_below u x : u <= x ->
  (1 - exp (- exp (-q*x)))^2 / s * (exp (s*x) - exp (s*u)) <= RInt phi u x.
Proof.
  intros H. set (k := (1 - exp (- exp (-q*x)))^2).
  eapply Rle_trans; [|apply (RInt_at_least phi energy_density_cont _ _ (exponential_derives k s ltac:(lra))
    (exponential_cont k s) u x H)].
  - right. ring.
  - intros v Hv. unfold phi, energy_density, k. rewrite Rmult_comm. apply Rmult_le_compat_l; [left; apply exp_pos|].
    pose proof (exp_monotone (-q*x) (-q*v) ltac:(nra)) as M. pose proof (exp_monotone (- exp (-q*v)) (- exp (-q*x)) ltac:(lra)).
    apply pow_incr. destruct (one_minus_exp (exp (-q*x)) ltac:(left; apply exp_pos)). lra.
Qed.

Lemma energy_right_above y w : y <= w -> RInt phi y w <= exp ((s-2*q)*y) / (2*q-s).
Proof.
  intros H. eapply Rle_trans; [apply (RInt_at_most phi energy_density_cont _ _ (exponential_derives 1 (s-2*q) ltac:(lra))
    (exponential_cont 1 (s-2*q)) y w H)|].
  - intros v _. unfold phi, energy_density. destruct (one_minus_exp (exp (-q*v)) ltac:(left; apply exp_pos)) as [[A B] _].
    apply Rle_trans with (exp (s*v) * exp (-q*v)^2).
    + apply Rmult_le_compat_l; [left; apply exp_pos|]. apply pow_incr. lra.
    + right. rewrite Rmult_1_l. replace ((s-2*q)*v) with (s*v + (-q*v + -q*v)) by ring. rewrite !exp_plus. ring.
  - pose proof (exp_pos ((s-2*q)*w)). assert (0 < /(2*q-s)) by (apply Rinv_0_lt_compat; lra).
    replace (1/(s-2*q)) with (- /(2*q-s)) by (field; lra). unfold Rdiv. nra.
Qed.

Lemma energy_right_below y w : 0 <= y -> y <= w ->
  (1 - exp (-q*y))^2 / (2*q-s) * (exp ((s-2*q)*y) - exp ((s-2*q)*w)) <= RInt phi y w.
Proof.
  intros H0 H. set (k := (1 - exp (-q*y))^2).
  eapply Rle_trans; [|apply (RInt_at_least phi energy_density_cont _ _ (exponential_derives k (s-2*q) ltac:(lra))
    (exponential_cont k (s-2*q)) y w H)].
  - right. field. lra.
  - intros v Hv. unfold phi, energy_density, k. set (u := exp (-q*v)). assert (P : 0 < u) by apply exp_pos.
    assert (U1 : exp (-q*y) <= 1) by (apply exp_at_most_1; nra). assert (U2 : u <= exp (-q*y)) by (apply exp_monotone; nra).
    assert (B : u * (1 - exp (-q*y)) <= 1 - exp (-u)).
    { pose proof (exp_ineq1_le u). rewrite exp_Ropp. assert (/exp u <= /(1+u)) by (apply Rinv_le_contravar; lra).
      assert (1 - /(1+u) - u * (1-u) = u^3 * /(1+u)) by (field; lra). assert (0 < /(1+u)) by (apply Rinv_0_lt_compat; lra).
      assert (0 <= u^3 * /(1+u)) by (apply Rmult_le_pos; [apply pow_le|]; lra). nra. }
    replace ((1 - exp (-q*y))^2 * exp ((s-2*q)*v)) with (exp (s*v) * (u * (1 - exp (-q*y)))^2).
    2:{ unfold u. replace ((s-2*q)*v) with (s*v + (-q*v + -q*v)) by ring. rewrite !exp_plus. ring. }
    apply Rmult_le_compat_l; [left; apply exp_pos|]. apply pow_incr. split; [apply Rmult_le_pos; lra|exact B].
Qed.

(** C exists, and is between what a finite piece and these bounds give. *)
Lemma energy_constant_bounds x y low high : x <= y -> 0 <= y -> low <= RInt phi x y <= high ->
  exists C, total phi C /\
    (1 - exp (- exp (-q*x)))^2 * exp (s*x) / s + low + (1 - exp (-q*y))^2 * exp ((s-2*q)*y) / (2*q-s) <= C
    <= exp (s*x) / s + high + exp ((s-2*q)*y) / (2*q-s).
Proof.
  intros H H0 [Low High].
  destruct (total_exists phi energy_density_cont energy_density_nonneg (exp (s*0) / s + exp ((s-2*q)*0) / (2*q-s))) as [C HC].
  { intros u w Hu. pose proof (wider phi energy_density_cont energy_density_nonneg (Rmin u 0) u w (Rmax w 0)
      (Rmin_l _ _) Hu (Rmax_l _ _)). pose proof (chasles phi energy_density_cont (Rmin u 0) 0 (Rmax w 0)).
    pose proof (energy_left_above (Rmin u 0) 0 (Rmin_r _ _)). pose proof (energy_right_above 0 (Rmax w 0) (Rmax_r _ _)). lra. }
  exists C. split; [exact HC|]. assert (Is : 0 < /s) by (apply Rinv_0_lt_compat; lra).
  assert (Iq : 0 < /(2*q-s)) by (apply Rinv_0_lt_compat; lra).
  set (k := (1 - exp (- exp (-q*x)))^2 / s). set (l := (1 - exp (-q*y))^2 / (2*q-s)).
  assert (Pk : 0 <= k) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
  assert (Pl : 0 <= l) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]). split.
  - replace ((1 - exp (- exp (-q*x)))^2 * exp (s*x) / s) with (k * exp (s*x)) by (unfold k; field; lra).
    replace ((1 - exp (-q*y))^2 * exp ((s-2*q)*y) / (2*q-s)) with (l * exp ((s-2*q)*y)) by (unfold l; field; lra).
    apply (total_at_least phi energy_density_cont energy_density_nonneg C HC x y); [exact H| |exact Low|].
    + intros eps He. destruct (exponential_vanishes k s (-x) eps Pk Hs He) as [w [Hw V]]. exists (-w). split; [lra|].
      pose proof (energy_left_below (-w) x ltac:(lra)) as B. fold k in B. replace (s * -w) with (- s * w) in B by ring. lra.
    + intros eps He. destruct (exponential_vanishes l (2*q-s) y eps Pl ltac:(lra) He) as [w [Hw V]]. exists w. split; [exact Hw|].
      pose proof (energy_right_below y w H0 Hw) as B. fold l in B. replace (- (2*q-s) * w) with ((s-2*q)*w) in V by ring. lra.
  - exact (total_at_most phi energy_density_cont energy_density_nonneg C HC x y _ high _ H
      (fun u => energy_left_above u x) High (energy_right_above y)).
Qed.
End Density.

Theorem energy_constant_exists s q : 0 < s < 2*q -> exists C, 0 < C /\ total (energy_density s q) C.
Proof.
  intros [Hs Hsq]. destruct (energy_constant_bounds s q Hs Hsq 0 0 0 0 ltac:(lra) ltac:(lra)) as [C [HC [Low _]]].
  { rewrite RInt_point. unfold zero; simpl. lra. }
  exists C. split; [|exact HC]. eapply Rlt_le_trans; [|exact Low]. replace (-q*0) with 0 by ring. replace (s*0) with 0 by ring.
  rewrite exp_0. pose proof one_minus_exp_1 as P. change (exp (-1)) with (exp (Ropp 1)) in P.
  set (z := 1 - exp (Ropp 1)) in *. assert (0 < z^2 * 1 / s) by (apply Rdiv_lt_0_compat; [rewrite Rmult_1_r; apply pow_lt|]; lra).
  replace ((1 - 1)^2 * exp ((s - 2*q)*0) / (2*q - s)) with 0 by (field; lra). lra.
Qed.

(** log h, up to a constant, is twice m(u) = log(1 - e^(-u)) - beta log u with u = Y x^(-q), beta = (s-1)/(2q): it rises
    as long as beta (e^u - 1) <= u. *)
Section Shape.
Variable beta : R.
Definition shape u := ln (1 - exp (-u)) - beta * ln u.

Lemma one_minus_exp_pos u : 0 < u -> 0 < 1 - exp (-u).
Proof. intros H. pose proof (exp_increasing (-u) 0 ltac:(lra)) as E. rewrite exp_0 in E. lra. Qed.

Lemma shape_derives u : 0 < u -> is_derive shape u (/(exp u - 1) - beta / u).
Proof.
  intros H. pose proof (one_minus_exp_pos u H) as P. pose proof (exp_pos u).
  assert (Q : 0 < exp u - 1) by (pose proof (exp_ineq1_le u); lra).
  unfold shape. auto_derive; [repeat split; lra|].
  replace (exp (-u)) with (/exp u) by (symmetry; apply exp_Ropp). field. repeat split; lra.
Qed.

Lemma shape_slope u v : 0 < u -> u <= v -> exists z, u <= z <= v /\ shape v - shape u = (/(exp z - 1) - beta / z) * (v - u).
Proof.
  intros Hu H. destruct (MVT_gen shape u v (fun z => /(exp z - 1) - beta / z)) as [z [Hz E]].
  - intros z Hz. rewrite Rmin_left in Hz by lra. apply shape_derives. lra.
  - intros z Hz. rewrite Rmin_left in Hz by lra. apply continuity_pt_filterlim, (ex_derive_continuous shape).
    eexists. apply shape_derives. lra.
  - rewrite Rmin_left, Rmax_right in Hz by lra. exists z. auto.
Qed.

Lemma slope_sign z : 0 < z -> /(exp z - 1) - beta / z = (z - beta * (exp z - 1)) * (/(exp z - 1) * /z).
Proof. intros H. pose proof (exp_ineq1_le z). field. split; lra. Qed.
Lemma slope_scale z : 0 < z -> 0 < /(exp z - 1) * /z.
Proof. intros H. pose proof (exp_ineq1_le z). apply Rmult_lt_0_compat; apply Rinv_0_lt_compat; lra. Qed.

Lemma shape_rises u v : 0 < u -> u <= v -> (forall z, u <= z <= v -> beta * (exp z - 1) <= z) -> shape u <= shape v.
Proof.
  intros Hu H B. destruct (shape_slope u v Hu H) as [z [Hz E]]. rewrite slope_sign in E by lra.
  specialize (B z Hz). pose proof (slope_scale z ltac:(lra)).
  assert (0 <= (z - beta * (exp z - 1)) * (/(exp z - 1) * /z)) by (apply Rmult_le_pos; lra). nra.
Qed.
Lemma shape_falls u v : 0 < u -> u <= v -> (forall z, u <= z <= v -> z <= beta * (exp z - 1)) -> shape v <= shape u.
Proof.
  intros Hu H B. destruct (shape_slope u v Hu H) as [z [Hz E]]. rewrite slope_sign in E by lra.
  specialize (B z Hz). pose proof (slope_scale z ltac:(lra)).
  assert (0 <= (beta * (exp z - 1) - z) * (/(exp z - 1) * /z)) by (apply Rmult_le_pos; lra). nra.
Qed.

(** The top, for 0 < beta < 1: beta (e^u - 1) = u there; by convexity the left side is below u before, above u after. *)
Lemma exp_chord u v : 0 < u -> u <= v -> (exp u - 1) * v <= (exp v - 1) * u.
Proof.
  intros Hu H.
  assert (M : forall x y, x <= y -> exists z, x <= z <= y /\ exp y - exp x = exp z * (y - x)).
  { intros x y Hxy. destruct (MVT_gen exp x y exp) as [z [Hz E]].
    - intros z _. apply is_derive_Reals, derivable_pt_lim_exp.
    - intros z _. apply derivable_continuous_pt, derivable_pt_exp.
    - rewrite Rmin_left, Rmax_right in Hz by lra. exists z. auto. }
  destruct (M 0 u ltac:(lra)) as [z [Hz E]]. destruct (M u v H) as [z' [Hz' E']]. rewrite exp_0 in E.
  pose proof (exp_monotone z z' ltac:(lra)). assert (0 <= (v-u)*u) by (apply Rmult_le_pos; lra).
  assert (exp z * ((v-u)*u) <= exp z' * ((v-u)*u)) by (apply Rmult_le_compat_r; lra). nra.
Qed.

Lemma shape_top : 0 < beta < 1 -> exists u, 0 < u /\ beta * (exp u - 1) = u.
Proof.
  intros [B0 B1]. set (f := fun u => beta * (exp u - 1) - u).
  assert (Pl : 0 < - ln beta) by (pose proof (ln_below beta B0); lra).
  assert (N : f (- ln beta) < 0).
  { unfold f. rewrite exp_Ropp, exp_ln by exact B0. replace (beta * (/beta - 1)) with (1 - beta) by (field; lra).
    pose proof (exp_ineq1 (ln beta) ltac:(lra)) as E. rewrite exp_ln in E by exact B0. lra. }
  assert (Big : - ln beta < 4/beta).
  { pose proof (ln_below (/beta) ltac:(apply Rinv_0_lt_compat; lra)) as E. rewrite ln_Rinv in E by exact B0.
    assert (0 < /beta) by (apply Rinv_0_lt_compat; lra). unfold Rdiv. lra. }
  assert (P : 0 < f (4/beta)).
  { assert (H2 : 0 < 2/beta) by (apply Rdiv_lt_0_compat; lra). unfold f.
    pose proof (exp_ineq1 (2/beta) ltac:(lra)) as E. replace (4/beta) with (2/beta + 2/beta) by (field; lra). rewrite exp_plus.
    assert (E2 : (1 + 2/beta)*(1 + 2/beta) < exp (2/beta) * exp (2/beta)) by (apply Rmult_gt_0_lt_compat; lra).
    apply (Rmult_lt_compat_l beta) in E2; [|exact B0].
    replace (beta * ((1 + 2/beta) * (1 + 2/beta))) with (beta + 4 + (2/beta + 2/beta)) in E2 by (field; lra). lra. }
  destruct (IVT f (- ln beta) (4/beta)) as [u [Hu E]]; try assumption.
  { intros z. unfold f. reg. }
  exists u. unfold f in E. split; lra.
Qed.
End Shape.

Section Sharp.
Variables s q Y : R.
Hypotheses (Hs : 0 < s) (Hsq : s < 2*q) (HY : 0 < Y).
Let Hq : 0 < q. Proof. lra. Qed.
Let h x := Rpower x (s-1) * (1 - exp (- (Y * Rpower x (-q))))^2.
Let u x := Y * Rpower x (-q).
Let beta := (s-1)/(2*q).

Lemma u_pos x : 0 < u x. Proof. apply Rmult_lt_0_compat; [exact HY|apply Rpower_pos]. Qed.
Lemma u_order x y : 0 < x -> x <= y -> u y <= u x.
Proof. intros Hx H. apply Rmult_le_compat_l; [lra|]. apply Rpower_decreasing; lra. Qed.

Lemma h_nonneg x : 0 <= h x. Proof. apply Rmult_le_pos; [left; apply Rpower_pos|apply pow2_ge_0]. Qed.

Lemma h_shape x : 0 < x -> h x = exp (2 * beta * ln Y + 2 * shape beta (u x)).
Proof.
  intros Hx. pose proof (one_minus_exp_pos (u x) (u_pos x)) as P. unfold shape.
  assert (E : ln (u x) = ln Y - q * ln x) by (unfold u, Rpower; rewrite ln_mult, ln_exp; [ring|exact HY|apply exp_pos]).
  rewrite E. replace (2 * beta * ln Y + 2 * (ln (1 - exp (- u x)) - beta * (ln Y - q * ln x)))
    with ((s-1) * ln x + (ln (1 - exp (- u x)) + ln (1 - exp (- u x)))) by (unfold beta; field; lra).
  rewrite !exp_plus, exp_ln by exact P. unfold h. fold (u x). unfold Rpower. ring.
Qed.

Lemma h_order x y : 0 < x -> 0 < y -> shape beta (u x) <= shape beta (u y) -> h x <= h y.
Proof. intros Hx Hy H. rewrite !h_shape by assumption. apply exp_monotone. lra. Qed.

Lemma h_scaled x : 0 < x ->
  h x = Rpower (frontier_mode q Y) s * energy_density s q (ln x - ln (frontier_mode q Y)) / x.
Proof.
  intros Hx. assert (K : ln (frontier_mode q Y) = /q * ln Y) by (unfold frontier_mode, Rpower; apply ln_exp).
  unfold h, energy_density, Rpower. rewrite K.
  replace (exp (-q * (ln x - /q * ln Y))) with (Y * exp (-q * ln x)).
  2:{ rewrite <- (exp_ln Y) at 1 by lra. rewrite <- exp_plus. f_equal. field. lra. }
  unfold Rdiv. replace (/x) with (exp (- ln x)) by (rewrite exp_Ropp, exp_ln by exact Hx; reflexivity).
  set (d := (1 - exp (- (Y * exp (- q * ln x))))^2). 
  replace (exp (s * (/q * ln Y)) * (exp (s * (ln x - /q * ln Y)) * d) * exp (- ln x))
    with (exp (s * (/q * ln Y)) * exp (s * (ln x - /q * ln Y)) * exp (- ln x) * d) by ring.
  rewrite <- !exp_plus. do 2 f_equal. ring.
Qed.

Lemma sharp_scale C : Rpower (frontier_mode q Y) s * C = C * Rpower Y (s/q).
Proof. unfold frontier_mode. rewrite Rpower_mult, Rmult_comm. do 2 f_equal. field. lra. Qed.

(** The largest value of h for s >= 1. *)
Lemma energy_peak x : 1 <= s -> 0 < x -> h x <= Rpower Y ((s-1)/q).
Proof.
  intros H1 Hx. replace ((s-1)/q) with (/q * (s-1)) by (field; lra). rewrite <- Rpower_mult.
  fold (frontier_mode q Y). set (k := frontier_mode q Y). assert (Pk : 0 < k) by apply Rpower_pos.
  assert (Kq : Rpower k q = Y).
  { unfold k, frontier_mode. rewrite Rpower_mult. replace (/q*q) with 1 by (field; lra). apply Rpower_1, HY. }
  destruct (one_minus_exp (u x) ltac:(left; apply u_pos)) as [[A B] D]. unfold h. fold (u x).
  destruct (Rle_dec x k) as [L|L].
  - apply Rle_trans with (Rpower x (s-1)); [|apply Rpower_increasing; lra].
    rewrite <- (Rmult_1_r (Rpower x (s-1))) at 2. apply Rmult_le_compat_l; [left; apply Rpower_pos|nra].
  - apply Rle_trans with (Rpower x (s-1) * (u x)^2).
    + apply Rmult_le_compat_l; [left; apply Rpower_pos|]. apply pow_incr. lra.
    + replace (Rpower x (s-1) * (u x)^2) with (Y^2 * Rpower x (-(2*q+1-s))).
      2:{ unfold u. rewrite Rpow_mult_distr, Rpower_squared. replace (-(2*q+1-s)) with (s-1 + -(2*q)) by ring.
          rewrite Rpower_plus. ring. }
      apply Rle_trans with (Y^2 * Rpower k (-(2*q+1-s))).
      * apply Rmult_le_compat_l; [apply pow2_ge_0|]. apply Rpower_decreasing; lra.
      * right. rewrite <- Kq. replace (Rpower k q ^ 2) with (Rpower k (2*q)).
        2:{ simpl. rewrite Rmult_1_r, <- Rpower_plus. f_equal. ring. }
        rewrite <- Rpower_plus. f_equal. ring.
Qed.

Theorem energy_sharp C M : total (energy_density s q) C -> 1 <= s -> (forall x, 0 < x -> h x <= M) ->
  let E := fun k => Rpower (INR (S k)) (s-1) * (1 - exp (- (Y * Rpower (INR (S k)) (-q))))^2 in
  ex_series E /\ Rabs (Series E - C * Rpower Y (s/q)) <= M.
Proof.
  intros HC H1 HM E. rewrite <- sharp_scale.
  assert (Top : exists xs, (forall x y, 0 < x -> x <= y -> y <= xs -> shape beta (u x) <= shape beta (u y)) /\
                           (forall x y, 0 < x -> xs <= x -> x <= y -> shape beta (u y) <= shape beta (u x))).
  { assert (B0 : 0 <= beta) by (apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]).
    assert (B1 : beta < 1) by (apply Rlt_div_l; lra).
    destruct (Req_dec beta 0) as [Z|Z].
    - exists 0. split; [intros; lra|]. intros x y Hx _ H. apply shape_rises; [apply u_pos|apply u_order; lra|].
      intros z Hz. rewrite Z. pose proof (u_pos y). lra.
    - destruct (shape_top beta ltac:(lra)) as [us [Us Eu]]. exists (Rpower (Y/us) (/q)).
      assert (At : u (Rpower (Y/us) (/q)) = us).
      { assert (0 < Y/us) by (apply Rdiv_lt_0_compat; lra). unfold u. rewrite Rpower_mult.
        replace (/q * -q) with (Ropp 1) by (field; lra). rewrite Rpower_Ropp, Rpower_1 by assumption. field. lra. }
      assert (Before : forall z, 0 < z -> z <= us -> beta * (exp z - 1) <= z).
      { intros z Hz L. pose proof (exp_chord z us Hz L) as Q. apply (Rmult_le_compat_l beta) in Q; [|lra].
        apply (Rmult_le_reg_r us); [exact Us|]. nra. }
      assert (After : forall z, us <= z -> z <= beta * (exp z - 1)).
      { intros z L. pose proof (exp_chord us z Us L) as Q. apply (Rmult_le_compat_l beta) in Q; [|lra].
        apply (Rmult_le_reg_r us); [exact Us|]. nra. }
      split; intros x y Hx.
      + intros H Hy. apply shape_falls; [apply u_pos|apply u_order; lra|]. intros z Hz. apply After.
        rewrite <- At. apply Rle_trans with (u y); [apply u_order; lra|apply Hz].
      + intros Hs' H. apply shape_rises; [apply u_pos|apply u_order; lra|]. intros z Hz. pose proof (u_pos y). apply Before; [lra|].
        rewrite <- At. apply Rle_trans with (u x); [apply Hz|apply u_order; [apply Rpower_pos|exact Hs']]. }
  destruct Top as [xs [Rise Fall]].
  apply (sum_near_total (energy_density s q) (energy_density_cont s q) (energy_density_nonneg s q) C HC h
    (Rpower (frontier_mode q Y) s) (frontier_mode q Y) (Rpower_pos _ _) h_scaled xs).
  - intros x Hx. split; [apply h_nonneg|apply HM; exact Hx].
  - intros x y Hx H Hy. apply h_order; try lra. apply Rise; assumption.
  - intros x y Hx Hxs H. apply h_order; try lra. apply Fall; assumption.
Qed.

Theorem energy_sharp_rising C : total (energy_density s q) C -> 1 <= s ->
  let E := fun k => Rpower (INR (S k)) (s-1) * (1 - exp (- (Y * Rpower (INR (S k)) (-q))))^2 in
  ex_series E /\ Rabs (Series E - C * Rpower Y (s/q)) <= Rpower Y ((s-1)/q).
Proof. intros HC H1. apply energy_sharp; [exact HC|exact H1|]. intros x Hx. apply energy_peak; assumption. Qed.

Theorem energy_sharp_falling C : total (energy_density s q) C -> s <= 1 ->
  within (C * Rpower Y (s/q) - /s) (fun k => Rpower (INR (S k)) (s-1) * (1 - exp (- (Y * Rpower (INR (S k)) (-q))))^2)
         (C * Rpower Y (s/q)).
Proof.
  intros HC H1. rewrite <- sharp_scale. pose proof (Rpower_pos (frontier_mode q Y) s) as PK.
  apply (sum_below_total (energy_density s q) (energy_density_cont s q) (energy_density_nonneg s q) C HC h
    (Rpower (frontier_mode q Y) s) (frontier_mode q Y) PK h_scaled).
  - intros x _. apply h_nonneg.
  - intros x y Hx H. apply h_order; try lra. apply shape_rises; [apply u_pos|apply u_order; lra|].
    intros z Hz. pose proof (u_pos y). pose proof (exp_ineq1_le z).
    assert (beta <= 0). { unfold beta. apply Rle_div_l; lra. } nra.
  - intros v Hv. pose proof (energy_left_above s q Hs v _ Hv) as B. apply (Rmult_le_compat_l (Rpower (frontier_mode q Y) s)) in B; [|lra].
    eapply Rle_trans; [exact B|]. right. unfold Rpower at 1. unfold Rdiv. rewrite <- Rmult_assoc, <- exp_plus.
    replace (s * ln (frontier_mode q Y) + s * - ln (frontier_mode q Y)) with 0 by ring. rewrite exp_0. ring.
Qed.
End Sharp.
