(** The mu of the trade-off exists (theory.md 8, claim tradeoff): every loss L with 0 < L < L_R(0) = sum lambda_k w_k^2 is
    L_R(mu) for one mu > 0, and for that one only.  L_R is continuous because all its terms are, uniformly: it is the limit
    of a series of functions of mu >= 0 that a convergent series bounds, and by (1 + nu lambda)/(1 + mu lambda) <= nu/mu

      L_R(mu) <= (nu/mu)^2 L_R(nu)   for 0 < mu <= nu,

    so that no dominated convergence is needed. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison TradeOff TradeOffUnique.
Open Scope R_scope.

Section Exists.
Variables w2 lambda : nat -> R.
Hypothesis w2_nonneg : forall k, 0 <= w2 k.
Hypothesis lambda_pos : forall k, 0 < lambda k.
Hypothesis initial_loss : ex_series (fun k => lambda k * w2 k).

Definition ridge_curve mu := Series (ridge_loss w2 lambda mu).
Let curve := ridge_curve.

Let converges mu : 0 <= mu -> ex_series (ridge_loss w2 lambda mu).
Proof. intros H. exact (ridge_loss_converges w2 lambda mu w2_nonneg lambda_pos H initial_loss). Qed.

Let weight k : 0 <= lambda k * w2 k.
Proof. apply Rmult_le_pos; [left; apply lambda_pos|apply w2_nonneg]. Qed.

(** From mu to nu L_R falls by a factor that is no less than (mu/nu)^2, away from 0. *)
Lemma curve_steepness mu nu : 0 < mu <= nu -> curve nu <= curve mu <= (nu/mu)^2 * curve nu.
Proof.
  intros H. unfold curve, ridge_curve. split.
  - apply Series_le; [|apply converges; lra]. intros k. pose proof (weight k).
    pose proof (denominator_pos lambda mu lambda_pos ltac:(lra) k) as Dm.
    pose proof (denominator_pos lambda nu lambda_pos ltac:(lra) k) as Dn. pose proof (lambda_pos k).
    assert (1 + mu * lambda k <= 1 + nu * lambda k) by nra.
    unfold ridge_loss. split; [apply Rdiv_le_0_compat; [assumption|apply pow_lt; exact Dn]|].
    apply Rmult_le_compat_l; [assumption|]. apply Rinv_le_contravar; [apply pow_lt; exact Dm|]. apply pow_incr. lra.
  - rewrite <- Series_scal_l. apply Series_monotone; [|apply converges; lra|].
    + intros k. unfold ridge_loss. pose proof (weight k).
      pose proof (denominator_pos lambda mu lambda_pos ltac:(lra) k) as Dm.
      pose proof (denominator_pos lambda nu lambda_pos ltac:(lra) k) as Dn. pose proof (lambda_pos k).
      assert (Q : (1 + nu * lambda k) / (1 + mu * lambda k) <= nu/mu).
      { apply Rle_div_l; [lra|]. apply (Rmult_le_reg_r mu); [lra|].
        replace (nu / mu * (1 + mu * lambda k) * mu) with (nu * (1 + mu * lambda k)) by (field; lra). nra. }
      assert (0 <= (1 + nu * lambda k) / (1 + mu * lambda k)) by (left; apply Rdiv_lt_0_compat; assumption).
      replace (lambda k * w2 k / (1 + mu * lambda k)^2)
        with (((1 + nu * lambda k) / (1 + mu * lambda k))^2 * (lambda k * w2 k / (1 + nu * lambda k)^2)) by (field; lra).
      apply Rmult_le_compat_r; [apply Rdiv_le_0_compat; [assumption|apply pow_lt; exact Dn]|]. apply pow_incr. lra.
    + apply (ex_series_scal_l ((nu/mu)^2) (ridge_loss w2 lambda nu)), converges. lra.
Qed.

Lemma curve_nonneg mu : 0 <= mu -> 0 <= curve mu.
Proof.
  intros H. apply Series_nonneg; [|apply converges, H]. intros k. unfold ridge_loss.
  apply Rdiv_le_0_compat; [apply weight|]. apply pow_lt, denominator_pos; assumption.
Qed.

(** Continuity at mu > 0, from both sides at once. *)
Lemma curve_continuous mu : 0 < mu -> continuity_pt curve mu.
Proof.
  intros Hm eps Heps. pose proof (curve_nonneg mu ltac:(lra)) as C0.
  (* |curve nu - curve mu| <= ((1 + d)^2 - 1) curve for nu within a factor 1 + d *)
  set (B := 4 * curve mu + 1). assert (HB : 0 < B) by (unfold B; lra).
  set (d := Rmin (/2) (eps / (6*B))). assert (D0 : 0 < d) by (apply Rmin_pos; [lra|apply Rdiv_lt_0_compat; lra]).
  assert (D1 : d <= /2) by apply Rmin_l. assert (D2 : d * (6*B) <= eps).
  { apply Rle_trans with (eps/(6*B) * (6*B)); [apply Rmult_le_compat_r; [lra|apply Rmin_r]|right; field; lra]. }
  exists (mu * d / 2). split; [apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|lra]|].
  intros nu [_ Hd]. unfold dist, R_met, R_dist in *. simpl in *. unfold R_dist in *. apply Rabs_def2 in Hd.
  assert (N : mu - mu*d/2 < nu < mu + mu*d/2) by lra. assert (N0 : 0 < nu) by nra.
  pose proof (curve_nonneg nu ltac:(lra)) as C1.
  apply Rabs_def1.
  - destruct (Rle_dec mu nu) as [L|L].
    + destruct (curve_steepness mu nu ltac:(lra)). lra.
    + destruct (curve_steepness nu mu ltac:(lra)) as [_ S].
      assert (Q : mu/nu <= 1 + d) by (apply Rle_div_l; nra).
      assert (P : 0 < mu/nu) by (apply Rdiv_lt_0_compat; lra).
      assert ((mu/nu)^2 <= 1 + 3*d) by nra.
      assert ((mu/nu)^2 * curve mu <= (1 + 3*d) * curve mu) by (apply Rmult_le_compat_r; lra).
      unfold B in *. nra.
  - destruct (Rle_dec nu mu) as [L|L].
    + destruct (curve_steepness nu mu ltac:(lra)). lra.
    + destruct (curve_steepness mu nu ltac:(lra)) as [C S].
      assert (Q : nu/mu <= 1 + d) by (apply Rle_div_l; nra).
      assert (P : 0 < nu/mu) by (apply Rdiv_lt_0_compat; lra).
      assert ((nu/mu)^2 <= 1 + 3*d) by nra.
      assert ((nu/mu)^2 * curve nu <= (1 + 3*d) * curve nu) by (apply Rmult_le_compat_r; lra).
      unfold B in *. nra.
Qed.

(** L_R comes below every positive number, and as near to its value at 0 as one likes. *)
Lemma curve_vanishes L : 0 < L -> exists mu, 0 < mu /\ curve mu <= L.
Proof.
  intros HL. set (c := fun k => lambda k * w2 k).
  (* a tail of the series is at most L/2, its head falls like mu^-2 *)
  destruct (initial_loss) as [total HT].
  assert (Lim : is_lim_seq (sum_n c) total) by exact HT.
  apply is_lim_seq_spec in Lim. destruct (Lim (mkposreal (L/2) ltac:(lra))) as [K HK]. simpl in HK.
  specialize (HK K (le_n K)).
  assert (Tot : Series c = total) by (apply is_series_unique; exact HT).
  pose proof (Series_split c (S K) ltac:(lia) initial_loss) as Sp. simpl pred in Sp. rewrite Tot in Sp.
  apply Rabs_def2 in HK.
  set (head := sum_n (fun k => w2 k / lambda k) K).
  assert (H0 : 0 <= head).
  { apply sum_n_nonneg. intros k. apply Rdiv_le_0_compat; [apply w2_nonneg|apply lambda_pos]. }
  set (mu := 1 + 2 * head / L). assert (Hm : 1 <= mu).
  { unfold mu. assert (0 <= 2*head/L) by (apply Rdiv_le_0_compat; lra). lra. }
  exists mu. split; [lra|]. unfold curve, ridge_curve.
  rewrite (Series_split _ (S K) ltac:(lia) (converges mu ltac:(lra))). simpl pred.
  assert (A : sum_n (ridge_loss w2 lambda mu) K <= / mu * head).
  { unfold head. rewrite <- sum_n_scale. apply sum_n_at_most. intros k _. unfold ridge_loss.
    pose proof (lambda_pos k) as P. pose proof (w2_nonneg k) as Q.
    apply Rle_trans with (lambda k * w2 k / (mu * lambda k)^2).
    - apply Rmult_le_compat_l; [apply weight|]. apply Rinv_le_contravar; [apply pow_lt; nra|]. apply pow_incr. nra.
    - replace (lambda k * w2 k / (mu * lambda k)^2) with (/mu * (/mu * (w2 k / lambda k))) by (field; lra).
      assert (0 <= w2 k / lambda k) by (apply Rdiv_le_0_compat; lra).
      assert (0 < /mu <= 1) by (split; [apply Rinv_0_lt_compat; lra|rewrite <- Rinv_1; apply Rinv_le_contravar; lra]).
      apply Rmult_le_compat_l; [lra|]. nra. }
  assert (Bt : Series (fun j => ridge_loss w2 lambda mu (S K + j)%nat) <= Series (fun j => c (S K + j)%nat)).
  { apply Series_le; [|apply (ex_series_rest c (S K)), initial_loss]. intros j. unfold ridge_loss, c.
    pose proof (weight (S K + j)). pose proof (denominator_pos lambda mu lambda_pos ltac:(lra) (S K + j)).
    pose proof (lambda_pos (S K + j)). assert (1 <= (1 + mu * lambda (S K + j)%nat)^2) by nra.
    split; [apply Rdiv_le_0_compat; lra|]. apply Rle_div_l; nra. }
  assert (/mu * head <= L/2).
  { apply (Rmult_le_reg_l mu); [lra|]. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra. unfold mu.
    replace ((1 + 2 * head / L) * (L/2)) with (L/2 + head) by (field; lra). lra. }
  lra.
Qed.

Lemma curve_near_0 L : 0 <= L < Series (fun k => lambda k * w2 k) -> exists mu, 0 < mu /\ L <= curve mu.
Proof.
  intros HL. set (c := fun k => lambda k * w2 k) in *.
  destruct (initial_loss) as [total HT].
  assert (Tot : Series c = total) by (apply is_series_unique; exact HT). rewrite Tot in HL.
  assert (Lim : is_lim_seq (sum_n c) total) by exact HT.
  apply is_lim_seq_spec in Lim. destruct (Lim (mkposreal ((total - L)/2) ltac:(lra))) as [K HK]. simpl in HK.
  specialize (HK K (le_n K)). apply Rabs_def2 in HK.
  (* the first K + 1 terms alone, for mu small beside the largest of their lambda *)
  assert (Top : exists top, 0 < top /\ forall k, (k <= K)%nat -> lambda k <= top).
  { clear HK. induction K as [|K [top [P H]]].
    - exists (lambda 0%nat). split; [apply lambda_pos|]. intros k Hk. replace k with 0%nat by lia. lra.
    - exists (Rmax top (lambda (S K))). split; [apply Rlt_le_trans with top; [exact P|apply Rmax_l]|].
      intros k Hk. destruct (Nat.eq_dec k (S K)) as [->|N]; [apply Rmax_r|].
      apply Rle_trans with top; [apply H; lia|apply Rmax_l]. }
  destruct Top as [top [Ptop Htop]].
  set (z := (total - L) / (8 * (total + 1))). assert (T0 : 0 <= total) by lra.
  assert (Hz : 0 < z) by (apply Rdiv_lt_0_compat; lra).
  assert (Ez : z * (8 * (total + 1)) = total - L) by (unfold z; field; lra).
  exists (z / top). split; [apply Rdiv_lt_0_compat; assumption|]. set (mu := z/top).
  assert (Hmu : 0 < mu) by (apply Rdiv_lt_0_compat; assumption).
  apply Rle_trans with (sum_n (ridge_loss w2 lambda mu) K).
  2:{ apply sum_n_below_Series; [|apply converges; lra]. intros k. unfold ridge_loss.
      apply Rdiv_le_0_compat; [apply weight|]. apply pow_lt, denominator_pos; try assumption; lra. }
  apply Rle_trans with ((1 - 2*z) * sum_n c K).
  - assert (sum_n c K <= total) by (rewrite <- Tot; apply sum_n_below_Series; [apply weight|exact initial_loss]). nra.
  - rewrite <- sum_n_scale. apply sum_n_at_most. intros k Hk. unfold ridge_loss, c. pose proof (weight k) as P.
    pose proof (lambda_pos k) as Pk. pose proof (Htop k Hk) as Q.
    assert (M : 0 < mu * lambda k <= z).
    { split; [apply Rmult_lt_0_compat; assumption|]. unfold mu. replace z with (z/top*top) at 2 by (field; lra).
      apply Rmult_le_compat_l; [left; exact Hmu|exact Q]. }
    rewrite Rmult_comm. apply Rmult_le_compat_l; [exact P|]. set (y := mu * lambda k) in *.
    apply (Rmult_le_reg_r ((1+y)^2)); [nra|]. rewrite Rinv_l by nra. nra.
Qed.

Theorem mu_exists L : 0 < L < Series (fun k => lambda k * w2 k) ->
  exists mu, 0 < mu /\ is_series (ridge_loss w2 lambda mu) L /\
    forall nu, 0 <= nu -> is_series (ridge_loss w2 lambda nu) L -> nu = mu.
Proof.
  intros HL. destruct (curve_near_0 L ltac:(lra)) as [x [Hx Lx]]. destruct (curve_vanishes L ltac:(lra)) as [y [Hy Ly]].
  assert (Carrier : exists j, 0 < w2 j).
  { apply Classical_Pred_Type.not_all_not_ex. intros N.
    assert (Z : Series (fun k => lambda k * w2 k) = Series (fun _ => 0 * 0)).
    { apply Series_ext. intros k. specialize (N k). pose proof (w2_nonneg k). replace (w2 k) with 0 by lra. ring. }
    rewrite Series_scal_l in Z. lra. }
  destruct Carrier as [j Hj].
  assert (U : forall mu, 0 < mu -> curve mu = L -> exists mu, 0 < mu /\ is_series (ridge_loss w2 lambda mu) L /\
    forall nu, 0 <= nu -> is_series (ridge_loss w2 lambda nu) L -> nu = mu).
  { intros mu P E. exists mu. unfold curve, ridge_curve in E.
    split; [exact P|split; [rewrite <- E; apply Series_correct, converges; lra|]]. intros nu Hn En.
    apply (mu_unique w2 lambda w2_nonneg lambda_pos initial_loss nu mu j L Hn ltac:(lra) Hj En).
    rewrite <- E. apply Series_correct, converges; lra. }
  destruct (Req_dec (curve x) L) as [Ex|Nx]; [exact (U x Hx Ex)|].
  destruct (Req_dec (curve y) L) as [Ey|Ny]; [exact (U y Hy Ey)|].
  assert (X : x < y).
  { apply Rnot_le_lt. intros C. pose proof (proj1 (curve_steepness y x ltac:(lra))). lra. }
  destruct (Ranalysis5.IVT_interv (fun z => L - curve z) x y) as [z [Hz Ez]]; try lra.
  - intros z Hz. apply continuity_pt_minus; [apply continuity_pt_const; intros ? ?; reflexivity|apply curve_continuous; lra].
  - apply (U z ltac:(lra)). lra.
Qed.
End Exists.
