(** Real powers x^y = [Rpower x y] of a positive base: monotonicity, and the mean value inequality for x^(1-a). *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Lemma Rpower_pos x y : 0 < Rpower x y. Proof. apply exp_pos. Qed.

Lemma Rpower_of_1 y : Rpower 1 y = 1.
Proof. unfold Rpower. rewrite ln_1, Rmult_0_r. apply exp_0. Qed.

Lemma exp_monotone x y : x <= y -> exp x <= exp y.
Proof. intros [H|H]; [left; apply exp_increasing; exact H|right; rewrite H; reflexivity]. Qed.

Lemma exp_at_most_1 x : x <= 0 -> exp x <= 1.
Proof. intros H. rewrite <- exp_0. apply exp_monotone; exact H. Qed.

Lemma ln_monotone x y : 0 < x -> x <= y -> ln x <= ln y.
Proof. intros Hx [H|H]; [left; apply ln_increasing; lra|subst; right; reflexivity]. Qed.

Lemma ln_below v : 0 < v -> ln v <= v - 1.
Proof. intros H. pose proof (exp_ineq1_le (ln v)) as E. rewrite exp_ln in E by assumption. lra. Qed.

Lemma Rpower_decreasing a x y : 0 <= a -> 0 < x -> x <= y -> Rpower y (-a) <= Rpower x (-a).
Proof.
  intros Ha Hx Hxy. unfold Rpower. apply exp_monotone. pose proof (ln_monotone x y Hx Hxy). nra.
Qed.

Lemma Rpower_increasing a x y : 0 <= a -> 0 < x -> x <= y -> Rpower x a <= Rpower y a.
Proof. intros Ha Hx Hxy. apply Rle_Rpower_l; lra. Qed.

Lemma Rpower_above_1 a x : 0 <= a -> 1 <= x -> 1 <= Rpower x a.
Proof. intros Ha Hx. rewrite <- (Rpower_of_1 a). apply Rpower_increasing; lra. Qed.

Lemma Rpower_squared x q : Rpower x (-q) ^ 2 = Rpower x (-(2*q)).
Proof. unfold Rpower. replace (-(2*q)*ln x) with (-q*ln x + -q*ln x) by ring. rewrite exp_plus. ring. Qed.

(** 1 - e^(-u) between u/2 and u, below 1, and from 1 - 1/e on once u >= 1. *)
Lemma one_minus_exp u : 0 <= u -> 0 <= 1 - exp (-u) <= u /\ 1 - exp (-u) <= 1.
Proof.
  intros H. pose proof (exp_ineq1_le (-u)). pose proof (exp_at_most_1 (-u) ltac:(lra)). pose proof (exp_pos (-u)). lra.
Qed.

Lemma one_minus_exp_small u : 0 <= u <= 1 -> u/2 <= 1 - exp (-u).
Proof.
  intros H. rewrite exp_Ropp. pose proof (exp_ineq1_le u) as E.
  assert (/exp u <= /(1+u)) by (apply Rinv_le_contravar; lra).
  assert (u/2 <= 1 - /(1+u)).
  { replace (1 - /(1+u)) with (u * /(1+u)) by (field; lra).
    apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra. }
  lra.
Qed.

Lemma one_minus_exp_large u : 1 <= u -> 1 - exp (-1) <= 1 - exp (-u).
Proof. intros H. pose proof (exp_monotone (-u) (-1) ltac:(lra)). lra. Qed.

Lemma one_minus_exp_1 : 0 < 1 - exp (-1).
Proof. assert (exp (-1) < exp 0) by (apply exp_increasing; lra). rewrite exp_0 in H. lra. Qed.

(** Between x and x+1 the integral of z^(-a) lies between the end values. *)
Lemma mean_value_power a x : 0 < a -> a <> 1 -> 0 < x ->
  Rpower (x+1) (-a) <= (Rpower x (1-a) - Rpower (x+1) (1-a))/(a-1) <= Rpower x (-a).
Proof.
  intros Ha H1 Hx.
  destruct (MVT_gen (fun z => Rpower z (1-a)) x (x+1) (fun z => (1-a) * Rpower z (-a))) as [c [Hc E]].
  - intros z Hz. rewrite Rmin_left in Hz by lra.
    assert (P : is_derive (fun z => exp ((1-a) * ln z)) z ((1-a) * / z * exp ((1-a) * ln z))).
    { auto_derive; [lra|]. ring. }
    replace ((1-a) * Rpower z (-a)) with ((1-a) * / z * exp ((1-a) * ln z)); [exact P|].
    unfold Rpower. replace ((1-a)*ln z) with (ln z + -a * ln z) by ring.
    rewrite exp_plus, exp_ln by lra. field. lra.
  - intros z Hz. rewrite Rmin_left in Hz by lra.
    apply continuity_pt_filterlim, (ex_derive_continuous (fun z => exp ((1-a) * ln z))).
    auto_derive. lra.
  - rewrite Rmin_left, Rmax_right in Hc by lra.
    replace ((Rpower x (1-a) - Rpower (x+1) (1-a))/(a-1)) with (Rpower c (-a)).
    + split; apply Rpower_decreasing; lra.
    + replace (Rpower x (1-a) - Rpower (x+1) (1-a)) with (-((1-a) * Rpower c (-a) * (x + 1 - x))) by lra.
      field. lra.
Qed.

(** The same for a = 1. *)
Lemma mean_value_ln x : 0 < x -> /(x+1) <= ln (x+1) - ln x <= /x.
Proof.
  intros Hx.
  assert (P : 0 < (x+1)/x) by (apply Rdiv_lt_0_compat; lra).
  assert (Q : 0 < x/(x+1)) by (apply Rdiv_lt_0_compat; lra).
  pose proof (ln_below _ P) as A. pose proof (ln_below _ Q) as B.
  rewrite ln_div in A, B by lra.
  replace ((x+1)/x - 1) with (/x) in A by (field; lra).
  replace (x/(x+1) - 1) with (-/(x+1)) in B by (field; lra). lra.
Qed.

Lemma power_vanishes a N : 1 < a -> (1 <= N)%nat ->
  is_lim_seq (fun j => Rpower (INR (N + j)) (1-a)/(a-1)) 0.
Proof.
  intros Ha HN.
  replace (Finite 0) with (Rbar_mult 0 (/(a-1))) by (simpl; f_equal; ring).
  apply (is_lim_seq_scal_r (fun j => Rpower (INR (N+j)) (1-a)) (/(a-1)) 0).
  apply is_lim_seq_ext with (fun j => exp ((1-a) * ln (INR (j + N)))).
  { intros j. rewrite Nat.add_comm. reflexivity. }
  apply (is_lim_seq_incr_n (fun j => exp ((1-a) * ln (INR j))) N).
  apply (filterlim_comp _ _ _ INR (fun x => exp ((1-a) * ln x)) eventually (Rbar_locally p_infty) (locally 0)).
  - apply is_lim_seq_INR.
  - apply (is_lim_comp exp (fun x => (1-a) * ln x) p_infty 0 m_infty).
    + apply is_lim_exp_m.
    + replace m_infty with (Rbar_mult (1-a) p_infty).
      * apply is_lim_scal_l. apply is_lim_ln_p.
      * simpl. case Rle_dec; intros; [exfalso; lra|reflexivity].
    + exists 0. intros; discriminate.
Qed.
