(** Eq. (7) for monomials with its sharp constant and an explicit error (theory.md 4, claim eq7): for g at mode k equal
    to Y k^(-q), Y >= 1,

      | L - C Y^(-(a-1)/q) |  <=  peak a q * Y^(-a/q),    C = Gamma((a-1)/q) 2^(-(a-1)/q) / q,

    so that the relative error is O(Y^(-1/q)).  Coquelicot has no Gamma: C is given by the limit of Psi, the primitive of
    e^(-v^r), r = q/(a-1), between low and high. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails LossOfMonomial SumAgainstIntegral.
Open Scope R_scope.

Section Sharp.
Variables a q Y : R.
Hypotheses (Ha : 1 < a) (Hq : 0 < q) (HY : 1 <= Y).
Let r := q/(a-1).
(* Psi w = int_0^w exp(-v^r) dv; its limit, between low and high, is Gamma((a-1)/q) (a-1)/q *)
Variable Psi : R -> R.
Hypothesis dPsi : forall w, 0 < w -> is_derive Psi w (exp (- Rpower w r)).
Hypothesis Psi0 : forall w, 0 < w -> 0 <= Psi w <= w.
Variables low high W : R.
Hypothesis Phi : forall w, 0 < w -> Psi w <= high.
Hypothesis Plo : forall w, W <= w -> low <= Psi w.

Let loss_at_Y k := Rpower (INR (S k)) (-a) * exp (-2 * (Y * Rpower (INR (S k)) (-q))).
Let h x := Rpower x (-a) * exp (-2 * (Y * Rpower x (-q))).
Let A := Rpower (2*Y) ((a-1)/q).
Let H x := - (/(a-1) * /A * Psi (A * Rpower x (1-a))).
Let xs := Rpower (2*Y*q/a) (/q).
Let M := peak a q * Rpower (frontier_mode q Y) (-a).

Lemma A_pos : 0 < A. Proof. apply Rpower_pos. Qed.

Lemma dH x : 0 < x -> is_derive H x (h x).
Proof.
  intros Hx. pose proof A_pos as PA.
  assert (D1 : is_derive (fun z => A * exp ((1-a) * ln z)) x (A * ((1-a) * /x * exp ((1-a)*ln x)))).
  { auto_derive; [lra|]. ring. }
  assert (Pw : 0 < A * Rpower x (1-a)) by (apply Rmult_lt_0_compat; [lra|apply Rpower_pos]).
  pose proof (is_derive_comp Psi (fun z => A * exp ((1-a) * ln z)) x _ _ (dPsi _ Pw) D1) as D2.
  unfold H. evar_last.
  - apply (is_derive_opp (fun x => /(a-1) * /A * Psi (A * Rpower x (1-a)))).
    apply (is_derive_scal (fun x => Psi (A * Rpower x (1-a))) x (/(a-1) * /A)). exact D2.
  - unfold scal, opp; simpl; unfold mult; simpl. unfold h.
    replace (Rpower (A * Rpower x (1-a)) r) with (2 * (Y * Rpower x (-q))).
    + replace (Rpower x (-a)) with (/x * exp ((1-a)*ln x)).
      * replace (-2 * (Y * Rpower x (-q))) with (- (2 * (Y * Rpower x (-q)))) by ring. field. lra.
      * unfold Rpower. replace (-a * ln x) with (-ln x + (1-a)*ln x) by ring.
        rewrite exp_plus, exp_Ropp, exp_ln by lra. reflexivity.
    + rewrite <- Rpower_mult_distr by (try lra; apply Rpower_pos). unfold A, r. rewrite !Rpower_mult.
      replace ((a-1)/q*(q/(a-1))) with 1 by (field; lra).
      replace ((1-a)*(q/(a-1))) with (-q) by (field; lra). rewrite Rpower_1 by lra. ring.
Qed.

Lemma h_pos x : 0 < x -> 0 <= h x <= M.
Proof.
  intros Hx. split; [|apply (term_at_most_peak a q Y Ha Hq HY); assumption].
  unfold h. apply Rmult_le_pos; left; [apply Rpower_pos|apply exp_pos].
Qed.

(** log h, up to a constant, is p ln v - v with v = 2Y x^(-q). *)
Lemma h_exp x : 0 < x -> h x = exp (a/q * (ln (2*Y*Rpower x (-q)) - ln (2*Y)) - 2*Y*Rpower x (-q)).
Proof.
  intros Hx. unfold h. unfold Rpower at 1. rewrite <- exp_plus. f_equal.
  rewrite ln_mult by (try lra; apply Rpower_pos). unfold Rpower at 2. rewrite ln_exp. field. lra.
Qed.

Lemma v_at x : 0 < x -> x <= xs -> a/q <= 2*Y*Rpower x (-q).
Proof.
  intros Hx Hs. assert (R0 : Rpower xs (-q) <= Rpower x (-q)) by (apply Rpower_decreasing; lra).
  assert (P : 0 < 2*Y*q/a) by (apply Rdiv_lt_0_compat; nra).
  unfold xs in R0. rewrite Rpower_mult in R0. replace (/q * -q) with (Ropp 1) in R0 by (field; lra).
  rewrite (Rpower_Ropp _ 1), Rpower_1 in R0 by assumption.
  apply Rle_trans with (2*Y*/(2*Y*q/a)); [right; field; lra|]. apply Rmult_le_compat_l; lra.
Qed.
Lemma v_at' x : 0 < x -> xs <= x -> 2*Y*Rpower x (-q) <= a/q.
Proof.
  intros Hx Hs. assert (P0 : 0 < xs) by apply Rpower_pos.
  assert (R0 : Rpower x (-q) <= Rpower xs (-q)) by (apply Rpower_decreasing; lra).
  assert (P : 0 < 2*Y*q/a) by (apply Rdiv_lt_0_compat; nra).
  unfold xs in R0. rewrite Rpower_mult in R0. replace (/q * -q) with (Ropp 1) in R0 by (field; lra).
  rewrite (Rpower_Ropp _ 1), Rpower_1 in R0 by assumption.
  apply Rle_trans with (2*Y*/(2*Y*q/a)); [|right; field; lra]. apply Rmult_le_compat_l; lra.
Qed.

Lemma ln_diff u v : 0 < u -> 0 < v -> ln u - ln v <= u/v - 1.
Proof.
  intros Hu Hv. assert (P : 0 < u/v) by (apply Rdiv_lt_0_compat; lra).
  pose proof (ln_below (u/v) P) as L1. unfold Rdiv in L1 at 1.
  rewrite ln_mult, ln_Rinv in L1 by (try apply Rinv_0_lt_compat; lra). lra.
Qed.

Lemma h_inc x y : 0 < x -> x <= y -> y <= xs -> h x <= h y.
Proof.
  intros Hx Hy Hs. rewrite !h_exp by lra. apply exp_monotone.
  set (v := 2*Y*Rpower x (-q)). set (u := 2*Y*Rpower y (-q)).
  assert (Eu : a/q <= u) by (apply v_at; lra).
  assert (Ev : u <= v). { apply Rmult_le_compat_l; [lra|]. apply Rpower_decreasing; lra. }
  assert (Pp : 0 < a/q) by (apply Rdiv_lt_0_compat; lra).
  pose proof (ln_diff v u ltac:(lra) ltac:(lra)) as D.
  assert (F : a/q * (v/u - 1) <= v - u).
  { replace (v - u) with (u * (v/u - 1)) by (field; lra). apply Rmult_le_compat_r; [|lra].
    assert (v/u - 1 = (v-u)/u) as -> by (field; lra). apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]. }
  apply (Rmult_le_compat_l (a/q)) in D; [|lra]. lra.
Qed.
Lemma h_dec x y : 0 < x -> xs <= x -> x <= y -> h y <= h x.
Proof.
  intros Hx Hs Hy. rewrite !h_exp by lra. apply exp_monotone.
  set (v := 2*Y*Rpower x (-q)). set (u := 2*Y*Rpower y (-q)).
  assert (Eu : v <= a/q) by (apply v_at'; lra).
  assert (Pu : 0 < u) by (apply Rmult_lt_0_compat; [lra|apply Rpower_pos]).
  assert (Ev : u <= v). { apply Rmult_le_compat_l; [lra|]. apply Rpower_decreasing; lra. }
  pose proof (ln_diff u v ltac:(lra) ltac:(lra)) as D.
  assert (F : a/q * (u/v - 1) <= u - v).
  { replace (u - v) with (v * (u/v - 1)) by (field; lra).
    assert (u/v - 1 <= 0). { assert (u/v - 1 = -((v-u)/v)) as -> by (field; lra).
      assert (0 <= (v-u)/v) by (apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]). lra. }
    nra. }
  apply (Rmult_le_compat_l (a/q)) in D; [|left; apply Rdiv_lt_0_compat; lra]. lra.
Qed.

Lemma lim_H : is_lim_seq (fun n => H (INR n)) 0.
Proof.
  pose proof A_pos as PA. assert (I : 0 < /(a-1)) by (apply Rinv_0_lt_compat; lra).
  apply (is_lim_seq_incr_1 (fun n => H (INR n))).
  apply (is_lim_seq_le_le (fun j => - (Rpower (INR (1+j)) (1-a)/(a-1))) _ (fun _ => 0)).
  - intros j. unfold H.
    assert (Pj : 0 < INR (S j)) by (apply lt_0_INR; lia).
    pose proof (Rpower_pos (INR (S j)) (1-a)) as Pw.
    destruct (Psi0 (A * Rpower (INR (S j)) (1-a))) as [U V]; [apply Rmult_lt_0_compat; lra|].
    assert (IA : 0 < /A) by (apply Rinv_0_lt_compat; lra).
    assert (K : 0 < /(a-1) * /A) by (apply Rmult_lt_0_compat; lra).
    split.
    + apply Ropp_le_contravar. change (1+j)%nat with (S j).
      replace (Rpower (INR (S j)) (1-a) / (a-1)) with (/(a-1) * /A * (A * Rpower (INR (S j)) (1-a))) by (field; lra).
      apply Rmult_le_compat_l; lra.
    + assert (0 <= /(a-1) * /A * Psi (A * Rpower (INR (S j)) (1-a))) by (apply Rmult_le_pos; lra). lra.
  - replace (Finite 0) with (Rbar_opp 0) by (simpl; f_equal; ring).
    apply (is_lim_seq_opp (fun j => Rpower (INR (1+j)) (1-a)/(a-1)) 0). apply power_vanishes; [assumption|lia].
  - apply is_lim_seq_const.
Qed.

Lemma lower_aux (X Z : R) : 0 < X -> exists e, 0 < e <= 1 /\ Z <= X * Rpower e (1-a).
Proof.
  intros HX. set (V := Rmax 1 (Z/X)).
  assert (HV : 1 <= V) by apply Rmax_l. assert (HZ : Z/X <= V) by apply Rmax_r.
  exists (Rpower V (-/(a-1))). split.
  - split; [apply Rpower_pos|].
    apply Rle_trans with (Rpower 1 (-/(a-1))); [apply Rpower_decreasing; try lra|].
    + left. apply Rinv_0_lt_compat; lra.
    + right. unfold Rpower. rewrite ln_1, Rmult_0_r, exp_0. reflexivity.
  - rewrite Rpower_mult. replace (-/(a-1)*(1-a)) with 1 by (field; lra). rewrite Rpower_1 by lra.
    replace Z with (X * (Z/X)) at 1 by (field; lra). apply Rmult_le_compat_l; lra.
Qed.

Theorem loss_sharp :
  within (low/(a-1) * Rpower (2*Y) (-((a-1)/q)) - peak a q * Rpower Y (-(a/q))) loss_at_Y
         (high/(a-1) * Rpower (2*Y) (-((a-1)/q)) + peak a q * Rpower Y (-(a/q))).
Proof.
  pose proof A_pos as PA. assert (I : 0 < /(a-1)) by (apply Rinv_0_lt_compat; lra).
  assert (IA : 0 < /A) by (apply Rinv_0_lt_compat; lra).
  assert (K : 0 < /(a-1) * /A) by (apply Rmult_lt_0_compat; lra).
  assert (EA : Rpower (2*Y) (-((a-1)/q)) = /A) by (unfold A; apply Rpower_Ropp).
  assert (EM : peak a q * Rpower Y (-(a/q)) = M).
  { unfold M, frontier_mode. rewrite Rpower_mult. do 2 f_equal. field. lra. }
  rewrite EA, EM.
  change (within (low/(a-1) * /A - M) (fun j => h (INR (S j))) (high/(a-1) * /A + M)).
  split; [exact (proj1 (sum_below_integral h H xs M h_pos dH h_inc h_dec lim_H))|split].
  - destruct (lower_aux A W PA) as [e [He HW]].
    destruct (sum_above_integral h H xs M h_pos dH h_inc h_dec lim_H e He) as [_ B].
    eapply Rle_trans; [|exact B]. unfold H.
    specialize (Plo _ HW). assert (/(a-1)*/A*low <= /(a-1)*/A*Psi (A*Rpower e (1-a))) by (apply Rmult_le_compat_l; lra).
    unfold Rdiv. lra.
  - destruct (sum_below_integral h H xs M h_pos dH h_inc h_dec lim_H) as [_ B].
    eapply Rle_trans; [exact B|]. unfold H.
    assert (P1 : 0 < A * Rpower 1 (1-a)) by (apply Rmult_lt_0_compat; [lra|apply Rpower_pos]).
    specialize (Phi _ P1).
    assert (/(a-1)*/A*Psi (A*Rpower 1 (1-a)) <= /(a-1)*/A*high) by (apply Rmult_le_compat_l; lra).
    unfold Rdiv. lra.
Qed.
End Sharp.
