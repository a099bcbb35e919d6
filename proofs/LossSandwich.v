(** Propositions 1 and 3, eqs. (25) and (26), as they should read (claim prop1, audit row A22): for every g under (2),
    without monotonicity or smoothness of g,

      W C1 t^(-chi)  <=  L(t)  <=  W C2 t^(-chi)      for t >= t0,    chi = rho (a-1)/b, rho = n/m,

    with C1 = loss_low a * (c2 Lambda^m)^(-(a-1)/(m b)),  C2 = loss_high a (m b) * (c1 Lambda^m)^(-(a-1)/(m b)), and the
    t0 of (2) provided that c1 Lambda^m t0^n >= 1.  Only Theta follows from (2), not "~" (see [EquivalenceRefuted]). *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails Setting LossOfMonomial.
Open Scope R_scope.

Theorem loss_sandwich W a Lambda b m n c1 c2 t0 g t :
  0 < W -> 1 < a -> 0 < Lambda -> 0 < b -> 0 < m -> 0 < n -> 0 < c1 -> 0 < t0 ->
  growth Lambda m n c1 c2 t0 g -> 1 <= c1 * Rpower Lambda m * Rpower t0 n -> t0 <= t ->
  within (W * (loss_low a * Rpower (c2 * Rpower Lambda m) (-((a-1)/(m*b))) * Rpower t (- chi a b m n)))
         (loss_terms W a Lambda b g t)
         (W * (loss_high a (m*b) * Rpower (c1 * Rpower Lambda m) (-((a-1)/(m*b))) * Rpower t (- chi a b m n))).
Proof.
  intros HW Ha HL Hb Hm Hn Hc Ht0 G start Ht.
  assert (Hq : 0 < m*b) by (apply Rmult_lt_0_compat; assumption).
  pose proof (growth_ordered _ _ _ _ _ _ _ HL G) as Hcc.
  pose proof (scale_from_start Lambda m n c1 t0 t Hc Ht0 ltac:(lra) Ht start) as Y1.
  set (P := Rpower Lambda m * Rpower t n). assert (HP : 0 < P) by (apply Rmult_lt_0_compat; apply Rpower_pos).
  assert (Y2 : 1 <= c2 * Rpower Lambda m * Rpower t n).
  { rewrite Rmult_assoc in *. fold P in Y1 |- *. assert (c1 * P <= c2 * P) by (apply Rmult_le_compat_r; lra). lra. }
  assert (X : forall k, 0 <= g (eigenvalue Lambda b k) t).
  { intros k. destruct (growth_at_mode _ b _ _ _ _ _ _ t k HL ltac:(lra) G Ht) as [B _].
    pose proof (Rpower_pos (INR (S k)) (-(m*b))). nra. }
  pose proof (fun k => growth_at_mode _ b _ _ _ _ _ _ t k HL ltac:(lra) G Ht) as M.
  assert (E : forall c, 0 < c -> Rpower (c * Rpower Lambda m * Rpower t n) (-((a-1)/(m*b)))
      = Rpower (c * Rpower Lambda m) (-((a-1)/(m*b))) * Rpower t (- chi a b m n)).
  { intros c Hc'. rewrite Rpower_scale by lra. f_equal. f_equal. unfold chi, rho. field. lra. }
  apply (within_ext _ (fun k => W * (Rpower (INR (S k)) (-a) * exp (-2 * g (eigenvalue Lambda b k) t)))).
  { intros k. unfold loss_terms, task_power. ring. }
  apply within_scale; [lra|]. split; [exact (terms_converge a Ha _ X)|].
  split; rewrite Rmult_assoc, <- E by lra.
  - apply (loss_from_below a (m*b) _ Ha Hq Y2 _ X). intros k. apply M.
  - apply (loss_from_above a (m*b) _ Ha Hq Y1 _ X). intros k. apply M.
Qed.
