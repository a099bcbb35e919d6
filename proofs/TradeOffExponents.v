(** The trade-off in exponents (theory.md 8, claim tradeoff): gamma >= chi (1-p)/p, p = (a-1)/b < 1, for every g >= 0
    whose L and S have the exponents chi > 0 and gamma; no other condition on g, and no frontier.

    It follows from a bound without limits: S >= c L^(-(1-p)/p) for every g >= 0, as soon as L is small. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails PowerHeads Setting LossOfMonomial FrontierConditions.
From SpectralProofs Require Import FrontierExamples EnergyAtFrontier TradeOff.
Open Scope R_scope.

Definition edge_loss W a := W * frontier_low a (ln 2).
Definition edge_energy W a Lambda b := W/Lambda * edge_low (1+b-a) (ln 2).

Section Exponents.
Variables W a Lambda b : R.
Hypotheses (HW : 0 < W) (Ha : 1 < a) (HL : 0 < Lambda) (Hb : 0 < b) (Hs : a < 1 + b).
Let p := (a-1)/b.
Let Hp : 0 < p < 1. Proof. unfold p. split; [apply Rdiv_lt_0_compat; lra|apply Rlt_div_l; lra]. Qed.
Let ridge lambda mu := ln (1 + lambda * mu).

Let ln2 : 0 < ln 2. Proof. rewrite <- ln_1. apply ln_increasing; lra. Qed.

Lemma edge_loss_pos : 0 < edge_loss W a.
Proof.
  unfold edge_loss, frontier_low. apply Rmult_lt_0_compat; [exact HW|]. apply Rdiv_lt_0_compat; [|lra].
  apply Rmult_lt_0_compat; [apply exp_pos|apply Rpower_pos].
Qed.

Lemma edge_energy_pos : 0 < edge_energy W a Lambda b.
Proof.
  unfold edge_energy, edge_low. apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat; assumption|].
  apply Rmult_lt_0_compat; [|apply Rpower_pos]. apply pow_lt. rewrite exp_Ropp, exp_ln by lra. lra.
Qed.

Section Ridge.
Variable mu : R.
Hypothesis Hmu : 1 <= mu * Lambda.
Let Pmu : 0 < mu. Proof. nra. Qed.
Let Hl : 0 < /mu <= Lambda.
Proof. split; [apply Rinv_0_lt_compat, Pmu|]. apply (Rmult_le_reg_l mu); [exact Pmu|]. rewrite Rinv_r; [exact Hmu|]. pose proof Pmu. lra. Qed.

Lemma ridge_nonneg lambda : 0 < lambda -> 0 <= ridge lambda mu.
Proof. intros H. unfold ridge. rewrite <- ln_1. apply ln_monotone; pose proof Pmu; nra. Qed.

Lemma ridge_loss_below :
  edge_loss W a * Rpower (/mu/Lambda) p <= Series (loss_terms W a Lambda b ridge mu).
Proof.
  rewrite (Series_ext _ (fun k => W * (Rpower (INR (S k)) (-a) * exp (-2 * ridge (eigenvalue Lambda b k) mu)))).
  2:{ intros k. unfold loss_terms, task_power. ring. }
  rewrite Series_scal_l. unfold edge_loss. rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|].
  apply (frontier_from_below a Lambda b (/mu) (ln 2) mu ridge Ha HL Hb Hl).
  - intros lambda H. apply ridge_nonneg. lra.
  - intros lambda H. unfold ridge. pose proof Pmu as P. apply ln_monotone; [nra|].
    assert (lambda * mu <= /mu * mu) by (apply Rmult_le_compat_r; lra). rewrite Rinv_l in H0 by lra. lra.
Qed.

Lemma ridge_energy_below :
  edge_energy W a Lambda b * Rpower (/mu/Lambda) (-(1-p)) <= Series (energy_terms W a Lambda b ridge mu).
Proof.
  assert (H : within (W/Lambda * (edge_low (1+b-a) (ln 2) * Rpower (/mu/Lambda) (-((1+b-a)/b)))) (energy_terms W a Lambda b ridge mu)
    (W/Lambda * (edge_high (1+b-a) 1 (1*b) * Rpower (/mu/Lambda) (-((1+b-a)/b))))).
  { pose proof Pmu as P. apply energy_at_frontier; try assumption; try exact Hl; try exact ln2; try lra.
    - intros lambda H. split; [apply ridge_nonneg; lra|]. unfold ridge.
      assert (0 < lambda * mu) by nra. pose proof (ln_below (1 + lambda*mu) ltac:(lra)).
      replace (lambda / /mu) with (lambda * mu) by (field; lra). rewrite Rpower_1 by assumption. lra.
    - intros lambda H. unfold ridge. apply ln_monotone; [lra|].
      assert (/mu * mu <= lambda * mu) by (apply Rmult_le_compat_r; lra). rewrite Rinv_l in H0 by lra. lra. }
  destruct H as [_ [H _]]. unfold edge_energy. rewrite Rmult_assoc.
  replace (1-p) with ((1+b-a)/b) by (unfold p; field; lra). exact H.
Qed.
End Ridge.

(** For every g >= 0 at every time. *)
Theorem energy_from_loss (g : R -> R -> R) t :
  (forall lambda, 0 < lambda <= Lambda -> 0 <= g lambda t) -> ex_series (energy_terms W a Lambda b g t) ->
  let L := Series (loss_terms W a Lambda b g t) in ex_series (loss_terms W a Lambda b g t) /\ (0 < L <= edge_loss W a ->
  edge_energy W a Lambda b * Rpower (edge_loss W a / L) ((1-p)/p) <= Series (energy_terms W a Lambda b g t)).
Proof.
  intros Hg ES L. split.
  { apply (ex_series_below _ (fun k => W * tail a 0 k)); [|apply (ex_series_scal_l W (tail a 0)), tail_converges, Ha].
    intros k. unfold loss_terms. change (W * tail a 0 k) with (task_power W a k).
    assert (P : 0 < task_power W a k) by (apply Rmult_lt_0_compat; [exact HW|apply Rpower_pos]).
    pose proof (Hg _ (eigenvalue_range Lambda b k HL ltac:(lra))) as Q.
    pose proof (exp_pos (-2 * g (eigenvalue Lambda b k) t)). pose proof (exp_at_most_1 (-2 * g (eigenvalue Lambda b k) t) ltac:(lra)).
    split; [apply Rmult_le_pos; lra|]. rewrite <- (Rmult_1_r (task_power W a k)) at 2. apply Rmult_le_compat_l; lra. }
  intros HLoss. set (c := edge_loss W a) in *.
  assert (R1 : 1 <= c / L) by (apply Rle_div_r; lra).
  set (mu := / Lambda * Rpower (c / L) (/p)).
  assert (E1 : mu * Lambda = Rpower (c / L) (/p)) by (unfold mu; field; lra).
  assert (Hmu : 1 <= mu * Lambda).
  { rewrite E1. apply Rpower_above_1; [left; apply Rinv_0_lt_compat; apply Hp|exact R1]. }
  assert (Pmu : 0 < mu) by nra.
  assert (Em : /mu/Lambda = Rpower (c / L) (-/p)).
  { rewrite Rpower_Ropp, <- E1. field. lra. }
  pose proof (ridge_loss_below mu Hmu) as BL. pose proof (ridge_energy_below mu Hmu) as BS.
  rewrite Em, Rpower_mult in BL, BS.
  replace (-/p * p) with (-(1)) in BL by (field; lra). rewrite Rpower_Ropp, Rpower_1 in BL by lra.
  replace (-/p * -(1-p)) with ((1-p)/p) in BS by (field; lra).
  fold c in BL. replace (c * / (c/L)) with L in BL by (field; split; lra).
  eapply Rle_trans; [exact BS|].
  set (w2 := fun k => task_power W a k / eigenvalue Lambda b k).
  set (x := fun k => exp (- g (eigenvalue Lambda b k) t)).
  assert (Ev : forall k, 0 < eigenvalue Lambda b k) by (intros k; apply eigenvalue_range; lra).
  assert (Tp : forall k, 0 < task_power W a k) by (intros k; apply Rmult_lt_0_compat; [exact HW|apply Rpower_pos]).
  assert (Wp : forall k, 0 <= w2 k) by (intros k; left; apply Rdiv_lt_0_compat; auto).
  assert (Ew : forall k, eigenvalue Lambda b k * w2 k = task_power W a k).
  { intros k. unfold w2. pose proof (Ev k). field. lra. }
  assert (ER : forall k, ridge_energy w2 (eigenvalue Lambda b) mu k = energy_terms W a Lambda b ridge mu k).
  { intros k. unfold ridge_energy, energy_terms, ridge. fold (w2 k). pose proof (Ev k).
    assert (0 < mu * eigenvalue Lambda b k) by (apply Rmult_lt_0_compat; auto).
    rewrite exp_Ropp, exp_ln by lra. f_equal. f_equal. field. lra. }
  assert (EE : forall k, energy_of w2 x k = energy_terms W a Lambda b g t k) by reflexivity.
  assert (EL : forall k, loss_of w2 (eigenvalue Lambda b) x k = loss_terms W a Lambda b g t k).
  { intros k. unfold loss_of, loss_terms, x. rewrite Ew. f_equal.
    replace (-2 * g (eigenvalue Lambda b k) t) with (- g (eigenvalue Lambda b k) t + - g (eigenvalue Lambda b k) t) by ring.
    rewrite exp_plus. ring. }
  assert (RL : forall k, ridge_loss w2 (eigenvalue Lambda b) mu k = loss_terms W a Lambda b ridge mu k).
  { intros k. unfold ridge_loss, loss_terms, ridge. rewrite Ew. pose proof (Ev k).
    assert (0 < mu * eigenvalue Lambda b k) by (apply Rmult_lt_0_compat; auto).
    replace (-2 * ln (1 + eigenvalue Lambda b k * mu)) with (- ln (1 + eigenvalue Lambda b k * mu) + - ln (1 + eigenvalue Lambda b k * mu)) by ring.
    rewrite exp_plus, exp_Ropp, exp_ln by lra. field. lra. }
  rewrite <- (Series_ext _ _ ER), <- (Series_ext _ _ EE).
  apply (tradeoff_at_most w2 (eigenvalue Lambda b) x mu Wp Ev ltac:(lra)).
  - intros k. unfold x. split; [left; apply exp_pos|]. apply exp_at_most_1. pose proof (Hg _ (eigenvalue_range Lambda b k HL ltac:(lra))). lra.
  - apply (ex_series_ext (fun k => W * tail a 0 k)).
    + intros k. rewrite Ew. unfold task_power, tail. reflexivity.
    + apply (ex_series_scal_l W (tail a 0)), tail_converges, Ha.
  - exact ES.
  - rewrite (Series_ext _ _ EL), (Series_ext _ _ RL). exact BL.
Qed.

(** As t -> infinity. *)
Theorem tradeoff_exponents (g : R -> R -> R) (t0 chi gamma : R) :
  (forall lambda t, 0 < lambda <= Lambda -> t0 <= t -> 0 <= g lambda t) ->
  (forall t, t0 <= t -> ex_series (energy_terms W a Lambda b g t)) -> 0 < chi ->
  is_lim (fun t => ln (Series (loss_terms W a Lambda b g t)) / ln t) p_infty (- chi) ->
  is_lim (fun t => ln (Series (energy_terms W a Lambda b g t)) / ln t) p_infty gamma ->
  chi * (1-p)/p <= gamma.
Proof.
  intros Hg ES Hchi LL LS. set (L := fun t => Series (loss_terms W a Lambda b g t)) in *.
  set (En := fun t => Series (energy_terms W a Lambda b g t)) in *.
  set (c := edge_loss W a). set (d := edge_energy W a Lambda b).
  assert (C0 : 0 < c) by apply edge_loss_pos. assert (D0 : 0 < d) by apply edge_energy_pos.
  set (k := (1-p)/p). assert (Hk : 0 < k) by (apply Rdiv_lt_0_compat; lra).
  assert (Lpos : forall t, t0 <= t -> 0 < L t).
  { intros t Ht. unfold L. assert (P : forall j, 0 < loss_terms W a Lambda b g t j).
    { intros j. apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [exact HW|apply Rpower_pos]|apply exp_pos]. }
    assert (X : ex_series (loss_terms W a Lambda b g t)).
    { apply (ex_series_below _ (fun j => W * tail a 0 j)).
      - intros j. split; [left; apply P|]. unfold loss_terms, task_power, tail. change (0 + 1 + j)%nat with (S j).
        pose proof (Rpower_pos (INR (S j)) (-a)).
        assert (exp (-2 * g (eigenvalue Lambda b j) t) <= 1).
        { apply exp_at_most_1. pose proof (Hg _ t (eigenvalue_range Lambda b j HL ltac:(lra)) Ht). lra. }
        pose proof (exp_pos (-2 * g (eigenvalue Lambda b j) t)).
        assert (0 < W * Rpower (INR (S j)) (-a)) by (apply Rmult_lt_0_compat; assumption). nra.
      - apply (ex_series_scal_l W (tail a 0)), tail_converges, Ha. }
    eapply Rlt_le_trans; [exact (P 0%nat)|]. pose proof (sum_n_below_Series _ 0 (fun j => Rlt_le _ _ (P j)) X) as B.
    rewrite sum_O in B. exact B. }
  (* ln S / ln t >= ln d / ln t + k (ln c / ln t - ln L / ln t) from some time on *)
  assert (Inv : is_lim (fun t => / ln t) p_infty 0).
  { replace (Finite 0) with (Rbar_inv p_infty) by reflexivity. apply is_lim_inv; [apply is_lim_ln_p|discriminate]. }
  assert (Low : is_lim (fun t => (ln d + k * ln c) * / ln t + - k * (ln (L t) / ln t)) p_infty (chi * k)).
  { replace (Finite (chi * k)) with (Rbar_plus (Rbar_mult (ln d + k * ln c) 0) (Rbar_mult (-k) (-chi))) by (simpl; f_equal; ring).
    apply (is_lim_plus' (fun t => (ln d + k * ln c) * / ln t) (fun t => - k * (ln (L t) / ln t)) p_infty ((ln d + k * ln c) * 0) (-k * -chi)).
    - apply (is_lim_scal_l (fun t => / ln t) (ln d + k * ln c) p_infty 0 Inv).
    - apply (is_lim_scal_l (fun t => ln (L t) / ln t) (-k) p_infty (-chi) LL). }
  replace (chi * (1-p)/p) with (chi * k) by (unfold k; field; lra).
  change (Rbar_le (chi * k) gamma).
  apply (is_lim_le_loc (fun t => (ln d + k * ln c) * / ln t + - k * (ln (L t) / ln t)) (fun t => ln (En t) / ln t) p_infty);
    [|exact Low|exact LS].
  apply is_lim_spec in LL. destruct (LL (mkposreal (chi/2) ltac:(lra))) as [M HM]. simpl in HM.
  set (M1 := exp (Rmax 1 (-2 * ln c / chi))).
  exists (Rmax (Rmax M t0) (Rmax (exp 1) M1)). intros t Ht.
  pose proof (Rmax_l (Rmax M t0) (Rmax (exp 1) M1)). pose proof (Rmax_r (Rmax M t0) (Rmax (exp 1) M1)).
  pose proof (Rmax_l M t0). pose proof (Rmax_r M t0). pose proof (Rmax_l (exp 1) M1). pose proof (Rmax_r (exp 1) M1).
  pose proof (exp_pos 1) as E1.
  assert (T1 : 1 <= ln t) by (rewrite <- (ln_exp 1) at 1; apply ln_monotone; lra).
  assert (T2 : -2 * ln c / chi <= ln t).
  { apply Rle_trans with (ln M1); [unfold M1; rewrite ln_exp; apply Rmax_r|]. apply ln_monotone; [apply exp_pos|]. lra. }
  specialize (HM t ltac:(lra)). apply Rabs_def2 in HM. change (Series (loss_terms W a Lambda b g t)) with (L t) in HM. pose proof (Lpos t ltac:(lra)) as PL.
  assert (LnL : ln (L t) <= ln c).
  { assert (A : ln (L t) / ln t <= - (chi/2)) by lra. apply (Rmult_le_compat_r (ln t)) in A; [|lra].
    replace (ln (L t) / ln t * ln t) with (ln (L t)) in A by (field; lra).
    apply (Rmult_le_compat_l (chi/2)) in T2; [|lra].
    replace (chi/2 * (-2 * ln c / chi)) with (- ln c) in T2 by (field; lra). lra. }
  assert (Lc : L t <= c).
  { apply Rnot_lt_le. intros C. pose proof (ln_increasing c (L t) C0 C). lra. }
  pose proof (proj2 (energy_from_loss g t (fun lambda H => Hg lambda t H ltac:(lra)) (ES t ltac:(lra))) (conj PL Lc)) as B.
  fold c d k in B. change (Series (energy_terms W a Lambda b g t)) with (En t) in B. change (Series (loss_terms W a Lambda b g t)) with (L t) in B.
  apply ln_monotone in B; [|apply Rmult_lt_0_compat; [exact D0|apply Rpower_pos]].
  rewrite ln_mult in B by (try apply Rpower_pos; exact D0). unfold Rpower in B. rewrite ln_exp, ln_div in B by assumption.
  apply (Rmult_le_reg_r (ln t)); [lra|].
  replace (((ln d + k * ln c) * / ln t + - k * (ln (L t) / ln t)) * ln t) with (ln d + k * (ln c - ln (L t))) by (field; lra).
  replace (ln (En t) / ln t * ln t) with (ln (En t)) by (field; lra). exact B.
Qed.
End Exponents.
