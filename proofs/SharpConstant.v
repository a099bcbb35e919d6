(** The constant of [LossSharp] as an integral, for r = q/(a-1) = A/B rational: with v = y^B

      int_0^w e^(-v^r) dv = Phi (w^(1/B)),    Phi z = int_0^z B y^(B-1) e^(-y^A) dy,

    whose integrand has whole powers only.  Phi rises to a limit G = Gamma(1 + 1/r), and for monomials, Y >= 1,

      | L - G/(a-1) (2Y)^(-(a-1)/q) |  <=  peak a q * Y^(-a/q)                         theory.md 4, claim eq7.

    Coquelicot has no Gamma; G is enclosed by an integral up to Z and the tail beyond it, where A >= B. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails LossOfMonomial LossSharp.
Open Scope R_scope.

Section Constant.
Variables A B : nat.
Hypotheses (HA : (1 <= A)%nat) (HB : (1 <= B)%nat).

Definition density y := INR B * y^(pred B) * exp (- y^A).
Definition Phi z := RInt density 0 z.
Definition Psi w := Phi (Rpower w (/INR B)).

Let NB : 1 <= INR B. Proof. apply (le_INR 1); exact HB. Qed.

Lemma density_continuous y : continuous density y.
Proof. apply (ex_derive_continuous density). unfold density. auto_derive. auto. Qed.
Lemma density_integrable x y : ex_RInt density x y.
Proof. apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros; apply density_continuous. Qed.
Lemma density_nonneg y : 0 <= y -> 0 <= density y.
Proof.
  intros H. unfold density. apply Rmult_le_pos; [|left; apply exp_pos].
  apply Rmult_le_pos; [pose proof NB; lra|apply pow_le; exact H].
Qed.
Lemma Phi_derives z : is_derive Phi z (density z).
Proof.
  apply (is_derive_RInt density Phi 0 z); [|apply density_continuous].
  apply filter_forall. intros x. apply (RInt_correct (V := R_CompleteNormedModule)), density_integrable.
Qed.
Lemma Phi_step x y : 0 <= x -> x <= y -> Phi x <= Phi y.
Proof.
  intros H0 H. unfold Phi. rewrite <- (RInt_Chasles density 0 x y) by apply density_integrable. unfold plus; simpl.
  assert (0 <= RInt density x y); [|lra].
  apply RInt_ge_0; [exact H|apply density_integrable|]. intros; apply density_nonneg; lra.
Qed.
Lemma power_integral z : RInt (fun y => INR B * y^(pred B)) 0 z = z^B.
Proof.
  assert (D : is_RInt (fun y => INR B * y^(pred B)) 0 z (minus (z^B) (0^B))).
  { apply (is_RInt_derive (fun y => y^B) (fun y => INR B * y^(pred B))).
    - intros y _. auto_derive; [auto|ring].
    - intros y _. apply (ex_derive_continuous (fun y => INR B * y^(pred B))). auto_derive. auto. }
  rewrite (is_RInt_unique _ _ _ _ D). unfold minus, plus, opp; simpl. rewrite pow_i by lia. ring.
Qed.
Lemma Phi_range z : 0 <= z -> 0 <= Phi z <= z^B.
Proof.
  intros H. split.
  - replace 0 with (Phi 0) by (unfold Phi; apply (RInt_point (V := R_CompleteNormedModule) 0 density)).
    apply Phi_step; lra.
  - rewrite <- power_integral. unfold Phi. apply RInt_le; [exact H|apply density_integrable| |].
    + apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros y _.
      apply (ex_derive_continuous (fun y => INR B * y^(pred B))). auto_derive. auto.
    + intros y Hy. unfold density. pose proof (exp_at_most_1 (- y^A)) as E.
      assert (P : 0 <= y^A) by (apply pow_le; lra). specialize (E ltac:(lra)).
      assert (Q : 0 <= INR B * y^(pred B)) by (apply Rmult_le_pos; [pose proof NB; lra|apply pow_le; lra]).
      rewrite <- (Rmult_1_r (INR B * y^(pred B))) at 2. apply Rmult_le_compat_l; lra.
Qed.

(** Beyond Z >= 1 what is left is at most (B/A) e^(-Z^A), where A >= B. *)
Lemma Phi_tail Z z : (B <= A)%nat -> 1 <= Z -> Z <= z -> Phi z <= Phi Z + INR B / INR A * exp (- Z^A).
Proof.
  intros HBA HZ Hz. assert (NA : 1 <= INR A) by (apply (le_INR 1); exact HA). pose proof NB.
  unfold Phi. rewrite <- (RInt_Chasles density 0 Z z) by apply density_integrable. unfold plus; simpl.
  apply Rplus_le_compat_l.
  set (f := fun y => INR B / INR A * (INR A * y^(pred A) * exp (- y^A))).
  assert (Cf : forall y, continuous f y) by (intros y; apply (ex_derive_continuous f); unfold f; auto_derive; auto).
  apply Rle_trans with (RInt f Z z).
  - apply RInt_le; [exact Hz|apply density_integrable|apply (ex_RInt_continuous (V := R_CompleteNormedModule)); auto|].
    intros y Hy. unfold density, f. assert (y^(pred B) <= y^(pred A)) by (apply Rle_pow; [lra|lia]).
    pose proof (exp_pos (- y^A)).
    replace (INR B / INR A * (INR A * y^(pred A) * exp (- y^A))) with (INR B * y^(pred A) * exp (- y^A)) by (field; lra).
    apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; lra.
  - assert (D : is_RInt f Z z (minus (- (INR B / INR A * exp (- z^A))) (- (INR B / INR A * exp (- Z^A))))).
    { apply (is_RInt_derive (fun y => - (INR B / INR A * exp (- y^A))) f); [|intros; apply Cf].
      intros y _. unfold f. auto_derive; [auto|]. field. lra. }
    rewrite (is_RInt_unique _ _ _ _ D). unfold minus, plus, opp; simpl.
    assert (0 <= INR B / INR A * exp (- z^A)).
    { apply Rmult_le_pos; [apply Rdiv_le_0_compat; lra|left; apply exp_pos]. }
    lra.
Qed.

(** Phi has a limit, Gamma(1 + 1/r). *)
Lemma Phi_converges : (B <= A)%nat -> exists G : R, is_lim Phi p_infty G.
Proof.
  intros HBA. set (u := fun n => Phi (INR n)).
  assert (Up : forall n, u n <= u (S n)).
  { intros n. apply Phi_step; [apply pos_INR|apply le_INR; lia]. }
  set (M := Phi 1 + INR B / INR A * exp (- 1^A)).
  assert (Mb : forall n, u n <= M).
  { intros n. destruct n as [|n]; [|apply Phi_tail; [exact HBA|lra|apply (le_INR 1); lia]].
    apply Rle_trans with (u 1%nat); [apply Up|]. apply Phi_tail; [exact HBA|lra|simpl; lra]. }
  destruct (ex_finite_lim_seq_incr u M Up Mb) as [G HG]. exists G. apply is_lim_spec. intros eps.
  apply is_lim_seq_spec in HG as HG'. destruct (HG' eps) as [N HN]. specialize (HN N (le_n N)). apply Rabs_def2 in HN.
  exists (INR N). intros x Hx. pose proof (pos_INR N) as P.
  destruct (nfloor_ex x ltac:(lra)) as [m [_ Hm]].
  assert (L1 : u N <= Phi x) by (apply Phi_step; lra).
  assert (L2 : Phi x <= u (S m)) by (apply Phi_step; [lra|rewrite S_INR; lra]).
  pose proof (is_lim_seq_incr_compare u G HG Up (S m)) as L3. apply Rabs_def1; lra.
Qed.

(** ** The primitive that [LossSharp] asks for *)

Lemma Psi_root w : 0 < w -> Rpower w (/INR B)^B = w.
Proof.
  intros H. pose proof NB. rewrite <- Rpower_pow by apply Rpower_pos. rewrite Rpower_mult, Rinv_l by lra. apply Rpower_1, H.
Qed.
Lemma Psi_derives r w : r = INR A / INR B -> 0 < w -> is_derive Psi w (exp (- Rpower w r)).
Proof.
  intros -> Hw. pose proof NB.
  assert (D1 : is_derive (fun w => exp (/INR B * ln w)) w (/INR B * /w * exp (/INR B * ln w))) by (auto_derive; [exact Hw|ring]).
  evar_last.
  - apply (is_derive_comp Phi (fun w => exp (/INR B * ln w)) w _ _ (Phi_derives _) D1).
  - change (exp (/INR B * ln w)) with (Rpower w (/INR B)). unfold scal; simpl; unfold mult; simpl. unfold density.
    set (z := Rpower w (/INR B)). pose proof (Rpower_pos w (/INR B)) as Pz. fold z in Pz.
    assert (Ew : z * z^(pred B) = w).
    { change (z^(S (pred B)) = w). replace (S (pred B)) with B by lia. apply Psi_root, Hw. }
    replace (Rpower w (INR A / INR B)) with (z^A).
    2:{ unfold z. rewrite <- Rpower_pow by apply Rpower_pos. rewrite Rpower_mult. f_equal. field. lra. }
    replace (/INR B * /w * z * (INR B * z^(pred B) * exp (- z^A))) with (z * z^(pred B) * /w * exp (- z^A)) by (field; lra).
    rewrite Ew. field. lra.
Qed.
Lemma Psi_range w : 0 < w -> 0 <= Psi w <= w.
Proof.
  intros H. unfold Psi. pose proof (Phi_range (Rpower w (/INR B)) ltac:(left; apply Rpower_pos)) as R.
  rewrite (Psi_root w H) in R. exact R.
Qed.

(** ** The sharp law *)
Variables a q : R.
Hypotheses (Ha : 1 < a) (Hq : 0 < q) (Hr : q/(a-1) = INR A / INR B).
Variables low high Z : R.
Hypotheses (HZ : 1 <= Z) (HBA : (B <= A)%nat) (Below : low <= Phi Z) (Above : Phi Z + INR B / INR A * exp (- Z^A) <= high).

Lemma Psi_high w : 0 < w -> Psi w <= high.
Proof.
  intros H. unfold Psi. set (z := Rpower w (/INR B)). assert (P : 0 < z) by apply Rpower_pos.
  destruct (Rle_dec z Z) as [C|C].
  - pose proof (Phi_step z Z ltac:(lra) C). pose proof (exp_pos (- Z^A)).
    assert (0 <= INR B / INR A * exp (- Z^A)); [|lra].
    apply Rmult_le_pos; [|lra]. apply Rdiv_le_0_compat; [pose proof NB; lra|apply lt_0_INR; lia].
  - pose proof (Phi_tail Z z HBA HZ ltac:(lra)). lra.
Qed.
Lemma Psi_low w : Z^B <= w -> low <= Psi w.
Proof.
  intros H. assert (PZ : 0 < Z^B) by (apply pow_lt; lra). unfold Psi. apply Rle_trans with (Phi Z); [exact Below|].
  apply Phi_step; [lra|]. apply Rnot_lt_le. intros C.
  assert (X : Rpower w (/INR B)^B < Z^B).
  { rewrite <- !Rpower_pow by (try apply Rpower_pos; lra). unfold Rpower at 1 3. apply exp_increasing, Rmult_lt_compat_l.
    - apply lt_0_INR; lia.
    - apply ln_increasing; [apply Rpower_pos|exact C]. }
  rewrite Psi_root in X by lra. lra.
Qed.

Theorem sharp_law Y : 1 <= Y ->
  within (low/(a-1) * Rpower (2*Y) (-((a-1)/q)) - peak a q * Rpower Y (-(a/q)))
         (fun k => Rpower (INR (S k)) (-a) * exp (-2 * (Y * Rpower (INR (S k)) (-q))))
         (high/(a-1) * Rpower (2*Y) (-((a-1)/q)) + peak a q * Rpower Y (-(a/q))).
Proof.
  intros HY. apply (loss_sharp a q Y Ha Hq HY Psi (fun w => Psi_derives (q/(a-1)) w Hr) Psi_range low high (Z^B) Psi_high Psi_low).
Qed.
End Constant.

(** With the limit itself in place of its bounds: |L - C Y^(-(a-1)/q)| is at most the largest term. *)
Theorem sharp_limit A B a q Y (G : R) : (1 <= B)%nat -> (B <= A)%nat -> 1 < a -> 0 < q -> q/(a-1) = INR A / INR B -> 1 <= Y ->
  is_lim (Phi A B) p_infty G ->
  let L := fun k => Rpower (INR (S k)) (-a) * exp (-2 * (Y * Rpower (INR (S k)) (-q))) in
  ex_series L /\ Rabs (Series L - G/(a-1) * Rpower (2*Y) (-((a-1)/q))) <= peak a q * Rpower Y (-(a/q)).
Proof.
  intros HB HBA Ha Hq Hr HY HG L. assert (HA : (1 <= A)%nat) by lia.
  set (P := Rpower (2*Y) (-((a-1)/q))). assert (P0 : 0 < P) by apply Rpower_pos. set (m := peak a q * Rpower Y (-(a/q))).
  assert (Close : forall eps, 0 < eps -> within ((G - eps)/(a-1) * P - m) L ((G + eps)/(a-1) * P + m)).
  { intros eps He. apply is_lim_spec in HG. destruct (HG (mkposreal (eps/2) ltac:(lra))) as [N HN].
    set (Z := Rmax 1 (Rmax (N+1) (2 * INR B / eps))).
    assert (Z1 : 1 <= Z) by apply Rmax_l. pose proof (Rmax_r 1 (Rmax (N+1) (2 * INR B / eps))) as Z2. fold Z in Z2.
    pose proof (Rmax_l (N+1) (2 * INR B / eps)) as Z3. pose proof (Rmax_r (N+1) (2 * INR B / eps)) as Z4.
    specialize (HN Z ltac:(lra)). cbv [pos] in HN. apply Rabs_def2 in HN.
    apply (sharp_law A B HA HB a q Ha Hq Hr (G - eps) (G + eps) Z Z1 HBA); try lra; try exact HY.
    assert (T : INR B / INR A * exp (- Z^A) <= eps/2); [|lra].
    assert (NB : 1 <= INR B) by (apply (le_INR 1); exact HB). assert (NA : 1 <= INR A) by (apply (le_INR 1); exact HA).
    assert (ZA : Z <= Z^A).
    { rewrite <- (pow_1 Z) at 1. apply Rle_pow; [exact Z1|exact HA]. }
    assert (E : exp (- Z^A) <= / Z).
    { rewrite exp_Ropp. apply Rinv_le_contravar; [lra|]. pose proof (exp_ineq1_le (Z^A)). lra. }
    assert (Q : 0 < INR B / INR A <= INR B).
    { split; [apply Rdiv_lt_0_compat; lra|]. apply Rle_div_l; [lra|]. nra. }
    assert (I : INR B * /Z <= eps/2).
    { apply (Rmult_le_reg_r Z); [lra|]. rewrite Rmult_assoc, Rinv_l by lra.
      assert (V : 2 * INR B / eps <= Z) by lra. apply (Rmult_le_compat_r eps) in V; [|lra].
      replace (2 * INR B / eps * eps) with (2 * INR B) in V by (field; lra). lra. }
    apply Rle_trans with (INR B * exp (- Z^A)); [apply Rmult_le_compat_r; [left; apply exp_pos|lra]|].
    apply Rle_trans with (INR B * /Z); [apply Rmult_le_compat_l; lra|exact I]. }
  split; [apply (Close 1); lra|].
  apply Rnot_lt_le. intros C. set (d := Rabs (Series L - G/(a-1) * P) - m) in *. assert (D : 0 < d) by (unfold d; lra).
  set (e := d * (a-1) / (2*P)). assert (He : 0 < e) by (unfold e; apply Rdiv_lt_0_compat; [nra|lra]).
  assert (Ee : e/(a-1) * P = d/2) by (unfold e; field; lra).
  destruct (Close e He) as [_ [Lo Hi]].
  replace ((G - e)/(a-1) * P) with (G/(a-1) * P - e/(a-1) * P) in Lo by (field; lra).
  replace ((G + e)/(a-1) * P) with (G/(a-1) * P + e/(a-1) * P) in Hi by (field; lra). rewrite Ee in Lo, Hi.
  assert (Rabs (Series L - G/(a-1) * P) <= m + d/2) by (apply Rabs_le; lra). unfold d in *. lra.
Qed.
