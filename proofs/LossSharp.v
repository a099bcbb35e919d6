(** Eq. (7) for monomials with its sharp constant and an explicit error (theory.md 4, claim eq7): for g at mode k equal
    to Y k^(-q), Y >= 1, and every a > 1, q > 0,

      | L - C Y^(-(a-1)/q) |  <=  max h  =  peak a q * Y^(-a/q),      h(x) = x^(-a) e^(-2 Y x^(-q)),

    so that the relative error is O(Y^(-1/q)).  C = Gamma((a-1)/q) 2^(-(a-1)/q) / q is the integral of
    e^((1-a) v - 2 e^(-q v)) over the line (v = log x - (log Y)/q), which exists. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers LossOfMonomial SharpConstant.
Open Scope R_scope.

Definition loss_density a q v := exp ((1-a)*v - 2*exp (-q*v)).
(** What the integral has below x at most. *)
Definition loss_left a q x := Rpower ((a-1)/q/exp 1) ((a-1)/q) * exp (- exp (-q*x)) / (q * exp (-q*x)).

Section Density.
Variables a q : R.
Hypotheses (Ha : 1 < a) (Hq : 0 < q).
Let phi := loss_density a q.

Lemma loss_density_cont v : continuous phi v.
Proof. apply (ex_derive_continuous phi). unfold phi, loss_density. auto_derive. auto. Qed.
Lemma loss_density_nonneg v : 0 <= phi v. Proof. left. apply exp_pos. Qed.

Lemma loss_right_above y w : y <= w -> RInt phi y w <= exp ((1-a)*y) / (a-1).
Proof.
  intros H. pose proof (exp_pos ((1-a)*w)).
  eapply Rle_trans; [apply (RInt_at_most phi loss_density_cont (fun v => - exp ((1-a)*v) / (a-1)) (fun v => exp ((1-a)*v)))|].
  - intros v. auto_derive; [auto|]. field. lra.
  - intros v. apply (ex_derive_continuous (fun v => exp ((1-a)*v))). auto_derive. auto.
  - exact H.
  - intros v _. apply exp_monotone. pose proof (exp_pos (-q*v)). lra.
  - assert (0 < /(a-1)) by (apply Rinv_0_lt_compat; lra). unfold Rdiv. nra.
Qed.

Lemma loss_right_below y w : y <= w ->
  exp (-2*exp (-q*y)) / (a-1) * (exp ((1-a)*y) - exp ((1-a)*w)) <= RInt phi y w.
Proof.
  intros H. set (k := exp (-2*exp (-q*y))).
  eapply Rle_trans; [|apply (RInt_at_least phi loss_density_cont (fun v => - (k / (a-1) * exp ((1-a)*v))) (fun v => k * exp ((1-a)*v)))].
  - right. ring.
  - intros v. auto_derive; [auto|]. field. lra.
  - intros v. apply (ex_derive_continuous (fun v => k * exp ((1-a)*v))). auto_derive. auto.
  - exact H.
  - intros v Hv. unfold k. rewrite <- exp_plus. apply exp_monotone.
    pose proof (exp_monotone (-q*v) (-q*y) ltac:(nra)). lra.
Qed.

Lemma loss_left_above u x : u <= x -> RInt phi u x <= loss_left a q x.
Proof.
  intros H. unfold loss_left. set (p := (a-1)/q). assert (Hp : 0 < p) by (apply Rdiv_lt_0_compat; lra).
  set (K := Rpower (p/exp 1) p). assert (PK : 0 < K) by apply Rpower_pos. set (w0 := exp (-q*x)). assert (P0 : 0 < w0) by apply exp_pos.
  eapply Rle_trans; [apply (RInt_at_most phi loss_density_cont (fun v => K / (q*w0) * exp (- exp (-q*v)))
    (fun v => K / w0 * (exp (-q*v) * exp (- exp (-q*v)))))|].
  - intros v. auto_derive; [auto|]. field. lra.
  - intros v. apply (ex_derive_continuous (fun v => K / w0 * (exp (-q*v) * exp (- exp (-q*v))))). auto_derive. auto.
  - exact H.
  - intros v Hv. set (w := exp (-q*v)). assert (Pw : 0 < w) by apply exp_pos.
    assert (W : w0 <= w) by (apply exp_monotone; nra).
    assert (B : phi v <= K * exp (- w)).
    { unfold phi, loss_density, K, Rpower. fold w. rewrite <- exp_plus. apply exp_monotone.
      rewrite ln_div, ln_exp by (try apply exp_pos; exact Hp).
      replace ((1-a)*v) with (p * ln w) by (unfold w; rewrite ln_exp; unfold p; field; lra).
      pose proof (ln_below (w/p) ltac:(apply Rdiv_lt_0_compat; lra)) as N. rewrite ln_div in N by lra.
      apply (Rmult_le_compat_l p) in N; [|lra]. replace (p * (w/p - 1)) with (w - p) in N by (field; lra). lra. }
    eapply Rle_trans; [exact B|]. replace (K / w0 * (w * exp (- w))) with (K * exp (- w) * (w/w0)) by (field; lra).
    assert (1 <= w/w0) by (apply Rle_div_r; lra). pose proof (exp_pos (- w)).
    assert (0 < K * exp (- w)) by (apply Rmult_lt_0_compat; lra). nra.
  - fold w0. pose proof (exp_pos (- exp (-q*u))). assert (0 < K / (q*w0)) by (apply Rdiv_lt_0_compat; nra).
    replace (K * exp (- w0) / (q * w0)) with (K / (q*w0) * exp (- w0)) by (field; lra). nra.
Qed.

(** C exists, and is between what a finite piece and these bounds give. *)
Lemma loss_constant_bounds x y low high : x <= y -> low <= RInt phi x y <= high ->
  exists C, total phi C /\ low + exp (-2*exp (-q*y)) * exp ((1-a)*y) / (a-1) <= C
                           <= high + exp ((1-a)*y) / (a-1) + loss_left a q x.
Proof.
  intros H [Low High].
  destruct (total_exists phi loss_density_cont loss_density_nonneg (loss_left a q 0 + exp ((1-a)*0) / (a-1))) as [C HC].
  { intros u w Hu. pose proof (wider phi loss_density_cont loss_density_nonneg (Rmin u 0) u w (Rmax w 0)
      (Rmin_l _ _) Hu (Rmax_l _ _)). pose proof (chasles phi loss_density_cont (Rmin u 0) 0 (Rmax w 0)).
    pose proof (loss_left_above (Rmin u 0) 0 (Rmin_r _ _)). pose proof (loss_right_above 0 (Rmax w 0) (Rmax_r _ _)). lra. }
  exists C. split; [exact HC|]. set (k := exp (-2*exp (-q*y)) / (a-1)).
  assert (Pk : 0 < k) by (apply Rdiv_lt_0_compat; [apply exp_pos|lra]). split.
  - replace (low + exp (-2*exp (-q*y)) * exp ((1-a)*y) / (a-1)) with (0 + low + k * exp ((1-a)*y)) by (unfold k; field; lra).
    apply (total_at_least phi loss_density_cont loss_density_nonneg C HC x y); [exact H| |exact Low|].
    + intros eps He. exists x. split; [lra|]. rewrite RInt_point. unfold zero; simpl. lra.
    + intros eps He. destruct (exponential_vanishes k (a-1) y eps ltac:(lra) ltac:(lra) He) as [w [Hw V]].
      exists w. split; [exact Hw|]. pose proof (loss_right_below y w Hw) as B. fold k in B.
      replace (- (a-1) * w) with ((1-a)*w) in V by ring. lra.
  - pose proof (total_at_most phi loss_density_cont loss_density_nonneg C HC x y (loss_left a q x) high (exp ((1-a)*y) / (a-1)) H
      (fun u => loss_left_above u x) High (loss_right_above y)). lra.
Qed.
End Density.

Theorem loss_constant_exists a q : 1 < a -> 0 < q -> exists C, 0 < C /\ total (loss_density a q) C.
Proof.
  intros Ha Hq. destruct (loss_constant_bounds a q Ha Hq 0 0 0 0 ltac:(lra)) as [C [HC [Low _]]].
  { rewrite RInt_point. unfold zero; simpl. lra. }
  exists C. split; [|exact HC]. eapply Rlt_le_trans; [|exact Low]. rewrite Rplus_0_l.
  apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; apply exp_pos|lra].
Qed.

Section Sharp.
Variables a q Y : R.
Hypotheses (Ha : 1 < a) (Hq : 0 < q) (HY : 1 <= Y).
Let h x := Rpower x (-a) * exp (-2 * (Y * Rpower x (-q))).
Let xs := Rpower (2*Y*q/a) (/q).

(** log h, up to a constant, is p ln v - v with v = 2Y x^(-q). *)
Lemma h_exp x : 0 < x -> h x = exp (a/q * (ln (2*Y*Rpower x (-q)) - ln (2*Y)) - 2*Y*Rpower x (-q)).
Proof.
  intros Hx. unfold h. unfold Rpower at 1. rewrite <- exp_plus. f_equal.
  rewrite ln_mult by (try lra; apply Rpower_pos). unfold Rpower at 2. rewrite ln_exp. field. lra.
Qed.

Lemma v_at_top : 2*Y*Rpower xs (-q) = a/q.
Proof.
  assert (P : 0 < 2*Y*q/a) by (apply Rdiv_lt_0_compat; nra). unfold xs. rewrite Rpower_mult.
  replace (/q * -q) with (Ropp 1) by (field; lra). rewrite Rpower_Ropp, Rpower_1 by exact P. field. lra.
Qed.
(** p (ln v - ln u) against v - u on either side of v = p. *)
Lemma log_against p u v : 0 < p -> 0 < u -> 0 < v -> (p <= u <= v \/ v <= u <= p) -> p * (ln v - ln u) <= v - u.
Proof.
  intros Hp Hu Hv H. pose proof (ln_below (v/u) ltac:(apply Rdiv_lt_0_compat; lra)) as N. rewrite ln_div in N by lra.
  apply (Rmult_le_compat_l p) in N; [|lra]. eapply Rle_trans; [exact N|].
  replace (v - u) with (u * (v/u - 1)) by (field; lra).
  assert (E : v/u - 1 = (v-u) * /u) by (field; lra). assert (0 < /u) by (apply Rinv_0_lt_compat; lra). rewrite E. 
  destruct H as [H|H]; [assert (0 <= (v-u) * /u) by (apply Rmult_le_pos; lra)|assert (0 <= (u-v) * /u) by (apply Rmult_le_pos; lra)]; nra.
Qed.
Lemma h_order x y : 0 < x -> 0 < y -> (a/q <= 2*Y*Rpower y (-q) <= 2*Y*Rpower x (-q) \/
  2*Y*Rpower x (-q) <= 2*Y*Rpower y (-q) <= a/q) -> h x <= h y.
Proof.
  intros Hx Hy H. rewrite !h_exp by assumption. apply exp_monotone.
  assert (P : forall z, 0 < 2*Y*Rpower z (-q)) by (intros; apply Rmult_lt_0_compat; [lra|apply Rpower_pos]).
  pose proof (log_against (a/q) _ _ ltac:(apply Rdiv_lt_0_compat; lra) (P y) (P x) H). lra.
Qed.
Lemma v_order x y : 0 < x -> x <= y -> 2*Y*Rpower y (-q) <= 2*Y*Rpower x (-q).
Proof. intros Hx H. apply Rmult_le_compat_l; [lra|]. apply Rpower_decreasing; lra. Qed.

Lemma h_scaled x : 0 < x ->
  h x = Rpower (frontier_mode q Y) (1-a) * loss_density a q (ln x - ln (frontier_mode q Y)) / x.
Proof.
  intros Hx. assert (K : ln (frontier_mode q Y) = /q * ln Y) by (unfold frontier_mode, Rpower; apply ln_exp).
  unfold h, loss_density, Rpower. rewrite K.
  replace (exp (-q * (ln x - /q * ln Y))) with (Y * exp (-q * ln x)).
  2:{ rewrite <- (exp_ln Y) at 1 by lra. rewrite <- exp_plus. f_equal. field. lra. }
  unfold Rdiv. replace (/x) with (exp (- ln x)) by (rewrite exp_Ropp, exp_ln by exact Hx; reflexivity).
  rewrite <- !exp_plus. f_equal. ring.
Qed.

Theorem loss_sharp C : total (loss_density a q) C ->
  let L := fun k => Rpower (INR (S k)) (-a) * exp (-2 * (Y * Rpower (INR (S k)) (-q))) in
  ex_series L /\ Rabs (Series L - C * Rpower Y (-((a-1)/q))) <= peak a q * Rpower Y (-(a/q)).
Proof.
  intros HC L. pose proof v_at_top as Top. assert (PX : 0 < xs) by apply Rpower_pos.
  replace (C * Rpower Y (-((a-1)/q))) with (Rpower (frontier_mode q Y) (1-a) * C).
  2:{ unfold frontier_mode. rewrite Rpower_mult, Rmult_comm. do 2 f_equal. field. lra. }
  replace (peak a q * Rpower Y (-(a/q))) with (peak a q * Rpower (frontier_mode q Y) (-a)).
  2:{ unfold frontier_mode. rewrite Rpower_mult. do 2 f_equal. field. lra. }
  apply (sum_near_total (loss_density a q) (loss_density_cont a q) (loss_density_nonneg a q) C HC h
    (Rpower (frontier_mode q Y) (1-a)) (frontier_mode q Y) (Rpower_pos _ _) h_scaled xs).
  - intros x Hx. split; [|apply (term_at_most_peak a q Y Ha Hq HY); exact Hx].
    unfold h. apply Rmult_le_pos; left; [apply Rpower_pos|apply exp_pos].
  - intros x y Hx H Hs. apply h_order; try lra. left. rewrite <- Top. split; apply v_order; lra.
  - intros x y Hx Hs H. apply h_order; try lra. right. rewrite <- Top. split; apply v_order; lra.
Qed.
End Sharp.
