(** Sums over modes against integrals on a logarithmic scale (theory.md 4): for h(x) = c phi(log (x/kappa)) / x, the sum
    of h(k) over k >= 1 is c C up to an explicit error, where C is the integral of phi over the whole line.  L and S of
    monomials are of this form, and their sharp constants are such integrals: Coquelicot has no Gamma. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers SumAgainstIntegral.
Open Scope R_scope.

(** C is the integral of phi from -oo to +oo. *)
Definition total (phi : R -> R) (C : R) := is_lim (fun V => RInt phi (-V) V) p_infty C.

Lemma increasing_limit (F : R -> R) B :
  (forall x y, 0 <= x -> x <= y -> F x <= F y) -> (forall x, 0 <= x -> F x <= B) -> exists l : R, is_lim F p_infty l.
Proof.
  intros Inc Bd. destruct (completeness (fun y => exists x, 0 <= x /\ y = F x)) as [l [Up Least]].
  - exists B. intros y [x [Hx ->]]. apply Bd, Hx.
  - exists (F 0), 0. split; [lra|reflexivity].
  - exists l. apply is_lim_spec. intros eps. simpl.
    destruct (Classical_Prop.classic (exists x, 0 <= x /\ l - eps < F x)) as [[x [Hx L]]|N].
    + exists x. intros y Hy. pose proof (Inc x y Hx ltac:(lra)).
      assert (F y <= l) by (apply Up; exists y; split; [lra|reflexivity]). apply Rabs_def1; lra.
    + exfalso. assert (l <= l - eps).
      { apply Least. intros y [x [Hx ->]]. apply Rnot_lt_le. intros L. apply N. exists x. auto. }
      pose proof (cond_pos eps). lra.
Qed.

(** k e^(-r w) is small for large w. *)
Lemma exponential_vanishes k r y eps : 0 <= k -> 0 < r -> 0 < eps -> exists w, y <= w /\ k * exp (- r * w) <= eps.
Proof.
  intros Hk Hr He. exists (Rmax y (k / (eps*r))). split; [apply Rmax_l|].
  pose proof (Rmax_r y (k / (eps*r))) as B. set (w := Rmax y (k / (eps*r))) in *.
  apply (Rmult_le_compat_r (eps*r)) in B; [|apply Rmult_le_pos; lra].
  replace (k / (eps*r) * (eps*r)) with k in B by (field; split; lra).
  pose proof (exp_ineq1_le (r*w)) as E. replace (- r * w) with (- (r*w)) by ring. rewrite exp_Ropp.
  pose proof (exp_pos (r*w)) as P. apply (Rmult_le_reg_r (exp (r*w))); [exact P|].
  rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.

Section Density.
Variable phi : R -> R.
Hypothesis cont : forall v, continuous phi v.
Hypothesis nonneg : forall v, 0 <= phi v.

Lemma integrable x y : ex_RInt phi x y.
Proof. apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros; apply cont. Qed.
Lemma chasles x y z : RInt phi x y + RInt phi y z = RInt phi x z.
Proof. apply (RInt_Chasles phi x y z); apply integrable. Qed.
Lemma RInt_nonneg x y : x <= y -> 0 <= RInt phi x y.
Proof. intros H. apply RInt_ge_0; [exact H|apply integrable|intros; apply nonneg]. Qed.
Lemma wider u x y w : u <= x -> x <= y -> y <= w -> RInt phi x y <= RInt phi u w.
Proof.
  intros Hu H Hw. pose proof (chasles u x w). pose proof (chasles x y w).
  pose proof (RInt_nonneg u x Hu). pose proof (RInt_nonneg y w Hw). lra.
Qed.

(** Comparison with a primitive. *)
Section Primitive.
Variables F f : R -> R.
Hypothesis derives : forall v, is_derive F v (f v).
Hypothesis f_cont : forall v, continuous f v.
Lemma primitive x y : is_RInt f x y (F y - F x).
Proof. apply (is_RInt_derive F f); intros; [apply derives|apply f_cont]. Qed.
Lemma RInt_at_most x y : x <= y -> (forall v, x < v < y -> phi v <= f v) -> RInt phi x y <= F y - F x.
Proof.
  intros H B. rewrite <- (is_RInt_unique _ _ _ _ (primitive x y)).
  apply RInt_le; [exact H|apply integrable|exists (F y - F x); apply primitive|exact B].
Qed.
Lemma RInt_at_least x y : x <= y -> (forall v, x < v < y -> f v <= phi v) -> F y - F x <= RInt phi x y.
Proof.
  intros H B. rewrite <- (is_RInt_unique _ _ _ _ (primitive x y)).
  apply RInt_le; [exact H|exists (F y - F x); apply primitive|apply integrable|exact B].
Qed.
End Primitive.

Lemma total_exists B : (forall x y, x <= y -> RInt phi x y <= B) -> exists C, total phi C.
Proof.
  intros H. apply (increasing_limit (fun V => RInt phi (-V) V) B).
  - intros x y Hx Hy. apply wider; lra.
  - intros x Hx. apply H. lra.
Qed.

Variable C : R.
Hypothesis HC : total phi C.

Lemma at_most_total x y : x <= y -> RInt phi x y <= C.
Proof.
  intros H. apply Rnot_lt_le. intros N. pose proof HC as L. apply is_lim_spec in L.
  destruct (L (mkposreal (RInt phi x y - C) ltac:(lra))) as [M HM]. cbv [pos] in HM.
  pose proof (Rmax_l (M+1) (Rmax (-x) y)) as V1. pose proof (Rmax_r (M+1) (Rmax (-x) y)) as V2.
  pose proof (Rmax_l (-x) y) as V3. pose proof (Rmax_r (-x) y) as V4. set (V := Rmax (M+1) (Rmax (-x) y)) in *.
  specialize (HM V ltac:(lra)). apply Rabs_def2 in HM. pose proof (wider (-V) x y V ltac:(lra) H ltac:(lra)). lra.
Qed.

Lemma near_total eps : 0 < eps -> exists V, 0 <= V /\ forall u w, u <= -V -> V <= w -> C - eps <= RInt phi u w.
Proof.
  intros He. pose proof HC as L. apply is_lim_spec in L. destruct (L (mkposreal eps He)) as [M HM]. cbv [pos] in HM.
  pose proof (Rmax_l (M+1) 0) as V1. pose proof (Rmax_r (M+1) 0) as V2. set (V := Rmax (M+1) 0) in *.
  exists V. split; [exact V2|]. intros u w Hu Hw. specialize (HM V ltac:(lra)). apply Rabs_def2 in HM.
  pose proof (wider u (-V) V w Hu ltac:(lra) Hw). lra.
Qed.

(** From a finite piece and what is left on either side. *)
Lemma total_at_most x y A B D : x <= y -> (forall u, u <= x -> RInt phi u x <= A) -> RInt phi x y <= B ->
  (forall w, y <= w -> RInt phi y w <= D) -> C <= A + B + D.
Proof.
  intros H HA HB HD. apply le_epsilon. intros eps He. destruct (near_total eps He) as [V [V0 HV]].
  pose proof (Rmin_l (-V) x) as U1. pose proof (Rmin_r (-V) x) as U2.
  pose proof (Rmax_l V y) as W1. pose proof (Rmax_r V y) as W2.
  specialize (HV _ _ U1 W1). specialize (HA _ U2). specialize (HD _ W2).
  pose proof (chasles (Rmin (-V) x) x (Rmax V y)). pose proof (chasles x y (Rmax V y)). lra.
Qed.
Lemma total_at_least x y A B D : x <= y -> (forall eps, 0 < eps -> exists u, u <= x /\ A - eps <= RInt phi u x) ->
  B <= RInt phi x y -> (forall eps, 0 < eps -> exists w, y <= w /\ D - eps <= RInt phi y w) -> A + B + D <= C.
Proof.
  intros H HA HB HD. apply le_epsilon. intros eps He.
  destruct (HA (eps/2) ltac:(lra)) as [u [Hu Au]]. destruct (HD (eps/2) ltac:(lra)) as [w [Hw Dw]].
  pose proof (at_most_total u w ltac:(lra)). pose proof (chasles u x w). pose proof (chasles x y w). lra.
Qed.

(** ** The sum *)
Variables (h : R -> R) (c kappa : R).
Hypothesis Hc : 0 < c.
Hypothesis scaled : forall x, 0 < x -> h x = c * phi (ln x - ln kappa) / x.

Lemma primitive_of_h : exists H, (forall x, 0 < x -> is_derive H x (h x)) /\ is_lim_seq (fun n => H (INR n)) 0 /\
  (forall x, 0 < x -> - H x <= c * C) /\ (forall eps, 0 < eps -> exists e, 0 < e <= 1 /\ c * C - eps <= - H e) /\
  (forall x y, H y - H x = c * RInt phi (ln x - ln kappa) (ln y - ln kappa)).
Proof.
  set (P := RInt phi 0).
  destruct (increasing_limit P C) as [l Pl].
  { intros x y Hx Hy. apply wider; lra. }
  { intros x Hx. apply at_most_total. exact Hx. }
  assert (Step : forall v w, P w = P v + RInt phi v w) by (intros v w; unfold P; symmetry; apply chasles).
  exists (fun x => c * (P (ln x - ln kappa) - l)). split; [|split; [|split; [|split]]].
  - intros x Hx. rewrite scaled by exact Hx.
    assert (D : is_derive P (ln x - ln kappa) (phi (ln x - ln kappa))).
    { apply (is_derive_RInt phi P 0); [|apply cont].
      apply filter_forall. intros z. apply (RInt_correct (V := R_CompleteNormedModule)), integrable. }
    assert (E : is_derive (fun x => ln x - ln kappa) x (/x)) by (auto_derive; [exact Hx|ring]).
    pose proof (is_derive_comp P (fun x => ln x - ln kappa) x _ _ D E) as DE.
    evar_last; [apply is_derive_scal, (is_derive_minus _ (fun _ => l) _ _ _ DE (is_derive_const l x))|].
    unfold minus, plus, opp, zero, scal; simpl. unfold mult; simpl. field. lra.
  - replace (Finite 0) with (Rbar_mult c (l - l)) by (simpl; f_equal; ring).
    apply (is_lim_seq_scal_l (fun n => P (ln (INR n) - ln kappa) - l) c (l - l)).
    apply (is_lim_seq_minus' (fun n => P (ln (INR n) - ln kappa)) (fun _ => l) l l); [|apply is_lim_seq_const].
    apply (is_lim_comp_seq P (fun n => ln (INR n) - ln kappa) p_infty l Pl); [exists 0%nat; discriminate|].
    apply is_lim_seq_spec. intros M. destruct (nfloor_ex (exp (M + ln kappa))) as [N [_ HN]]; [left; apply exp_pos|].
    exists (N+1)%nat. intros n Hn. apply le_INR in Hn. rewrite plus_INR in Hn. simpl in Hn.
    assert (Q : ln (exp (M + ln kappa)) < ln (INR n)) by (apply ln_increasing; [apply exp_pos|lra]).
    rewrite ln_exp in Q. lra.
  - intros x Hx. set (v := ln x - ln kappa). assert (B : l <= C + P v).
    { apply (is_lim_le_loc P (fun _ => C + P v) p_infty l (C + P v)); [|exact Pl|apply is_lim_const].
      exists v. intros w Hw. rewrite (Step v w). pose proof (at_most_total v w ltac:(lra)). lra. }
    nra.
  - intros eps He. destruct (near_total (eps/c) ltac:(apply Rdiv_lt_0_compat; assumption)) as [V [V0 HV]].
    pose proof (Rmax_l V (ln kappa)) as V1. pose proof (Rmax_r V (ln kappa)) as V2. set (U := Rmax V (ln kappa)) in *.
    exists (exp (ln kappa - U)). split; [split; [apply exp_pos|apply exp_at_most_1; lra]|].
    rewrite ln_exp. replace (ln kappa - U - ln kappa) with (- U) by ring. assert (B : C - eps/c + P (-U) <= l).
    { apply (is_lim_le_loc (fun _ => C - eps/c + P (-U)) P p_infty (C - eps/c + P (-U)) l); [|apply is_lim_const|exact Pl].
      exists V. intros w Hw. rewrite (Step (-U) w). pose proof (HV (-U) w ltac:(lra) ltac:(lra)). lra. }
    apply (Rmult_le_compat_l c) in B; [|lra]. replace (c * (C - eps/c + P (-U))) with (c*C - eps + c * P (-U)) in B by (field; lra).
    lra.
  - intros x y. rewrite (Step (ln x - ln kappa) (ln y - ln kappa)). ring.
Qed.

(** h rises to xs and falls from there on: the error is at most its largest value. *)
Theorem sum_near_total xs M : (forall x, 0 < x -> 0 <= h x <= M) ->
  (forall x y, 0 < x -> x <= y -> y <= xs -> h x <= h y) -> (forall x y, 0 < x -> xs <= x -> x <= y -> h y <= h x) ->
  ex_series (fun k => h (INR (S k))) /\ Rabs (Series (fun k => h (INR (S k))) - c * C) <= M.
Proof.
  intros Hpos inc dec. destruct primitive_of_h as [H [HD [lim [Top [Low _]]]]].
  destruct (sum_below_integral h H xs M Hpos HD inc dec lim) as [E U]. split; [exact E|].
  apply Rabs_le. pose proof (Top 1 ltac:(lra)). split; [|lra].
  cut (c * C - M <= Series (fun k => h (INR (S k)))); [lra|]. apply le_epsilon. intros eps He.
  destruct (Low eps He) as [e [He1 L]]. pose proof (proj2 (sum_above_integral h H xs M Hpos HD inc dec lim e He1)). lra.
Qed.

(** h falls from 0 on, where it may be infinite: the sum lacks at most what the integral has below 1. *)
Theorem sum_below_total D : (forall x, 0 < x -> 0 <= h x) -> (forall x y, 0 < x -> x <= y -> h y <= h x) ->
  (forall v, v <= - ln kappa -> c * RInt phi v (- ln kappa) <= D) -> within (c * C - D) (fun k => h (INR (S k))) (c * C).
Proof.
  intros Hpos dec Head. destruct primitive_of_h as [H [HD [lim [Top [Low Diff]]]]].
  assert (St : forall j, h (INR (S j) + 1) <= H (INR (S j) + 1) - H (INR (S j)) <= h (INR (S j))).
  { intros j. apply (step_dec h H 0 HD); [intros; apply dec; assumption|apply lt_0_INR; lia|left; apply lt_0_INR; lia]. }
  assert (T0 : is_lim_seq (fun j => - H (INR (S j))) 0).
  { replace (Finite 0) with (Rbar_opp 0) by (simpl; f_equal; ring). apply (is_lim_seq_opp (fun n => H (INR (S n))) 0).
    apply (is_lim_seq_incr_1 (fun n => H (INR n))). exact lim. }
  destruct (telescope_above (fun j => h (INR (S (S j)))) _ T0) as [E U].
  { intros j. pose proof (St j). rewrite (S_INR (S j)). split; [apply Hpos; pose proof (lt_0_INR (S j) ltac:(lia)); lra|lra]. }
  assert (E0 : ex_series (fun k => h (INR (S k)))) by (apply ex_series_incr_1; exact E).
  split; [exact E0|split].
  - apply Rle_trans with (- H 1).
    + apply le_epsilon. intros eps He. destruct (Low eps He) as [e [He1 L]].
      cut (H 1 - H e <= D); [lra|]. rewrite Diff, ln_1. replace (0 - ln kappa) with (- ln kappa) by ring. apply Head.
      pose proof (ln_monotone e 1 (proj1 He1) (proj2 He1)) as N. rewrite ln_1 in N. lra.
    + apply (telescope_below (fun k => h (INR (S k))) _ T0 E0). intros j. pose proof (St j). rewrite (S_INR (S j)). lra.
  - rewrite Series_incr_1 by exact E0. change (INR 1) with 1 in *. change (INR 1) with 1.
    apply le_epsilon. intros eps He. pose proof (Hpos 1 ltac:(lra)) as H1.
    set (e := Rmin 1 (eps / (h 1 + 1))).
    assert (P : 0 < eps / (h 1 + 1)) by (apply Rdiv_lt_0_compat; lra).
    assert (e1 : e <= 1) by apply Rmin_l. assert (e2 : e <= eps / (h 1 + 1)) by apply Rmin_r.
    assert (e0 : 0 < e) by (apply Rmin_pos; lra).
    destruct (mvt h H HD e 1 e0 e1) as [z [Hz Ez]]. pose proof (dec z 1 ltac:(lra) ltac:(lra)) as Dz.
    pose proof (Top e e0). assert (e * (h 1 + 1) <= eps).
    { apply (Rmult_le_compat_r (h 1 + 1)) in e2; [|lra]. replace (eps / (h 1 + 1) * (h 1 + 1)) with eps in e2 by (field; lra). exact e2. }
    nra.
Qed.
End Density.
