(** What certificates of monomials end with besides: L and S within their sharp constants, from a later time on.  A piece
    of the integral that is the constant, from x to y, comes from interval arithmetic; the rest is bounded in closed form. *)
From Coq Require Export Reals Lra Lia Psatz.
From Coquelicot Require Export Coquelicot.
From SpectralProofs Require Export SeriesComparison Powers Setting LossOfMonomial LossSharp EnergySharp Certificates.
Open Scope R_scope.

(** Bounds of the constants from a piece of the integral. *)
Definition loss_constant_low a q y piece := piece + exp (-2*exp (-q*y)) * exp ((1-a)*y) / (a-1).
Definition loss_constant_high a q x y piece := piece + exp ((1-a)*y) / (a-1) + loss_left a q x.
Definition energy_constant_low s q x y piece :=
  (1 - exp (- exp (-q*x)))^2 * exp (s*x) / s + piece + (1 - exp (-q*y))^2 * exp ((s-2*q)*y) / (2*q-s).
Definition energy_constant_high s q x y piece := exp (s*x) / s + piece + exp ((s-2*q)*y) / (2*q-s).

Section Monomial.
Variables W a Lambda b m n c t0 t q x y below above : R.
Variable g : R -> R -> R.
Hypothesis exactly : growth Lambda m n c c t0 g.
Hypotheses (HW : 0 < W) (HL : 0 < Lambda) (Hb : 0 < b) (Hm : 0 < m) (Hn : 0 < n) (Hc : 0 < c) (Ht0 : 0 < t0).
Hypothesis start : 1 <= c * Rpower Lambda m * Rpower t0 n.
Hypotheses (Eq : m*b = q) (Hxy : x <= y) (Ht : t0 <= t).
Let Y := c * Rpower Lambda m * Rpower t n.
Let K := c * Rpower Lambda m.

Let Hq : 0 < q. Proof. rewrite <- Eq. apply Rmult_lt_0_compat; assumption. Qed.
Let Y1 : 1 <= Y. Proof. exact (scale_from_start Lambda m n c t0 t Hc Ht0 ltac:(lra) Ht start). Qed.
Let PK : 0 < K. Proof. apply Rmult_lt_0_compat; [exact Hc|apply Rpower_pos]. Qed.
Let Yt e : Rpower Y e = Rpower K e * Rpower t (n*e). Proof. apply Rpower_scale; lra. Qed.

Lemma monomial_at_mode k : g (eigenvalue Lambda b k) t = Y * Rpower (INR (S k)) (-q).
Proof.
  destruct (growth_at_mode Lambda b m n c c t0 g t k HL ltac:(lra) exactly Ht) as [B1 B2]. rewrite Eq in B1, B2. unfold Y. lra.
Qed.

Let later e : 0 < e -> Rpower t (-e) <= Rpower t0 (-e).
Proof. intros He. apply Rpower_decreasing; lra. Qed.

Lemma certified_sharp_loss low high chi_ : 1 < a -> chi a b m n = chi_ ->
  below <= RInt (loss_density a q) x y <= above ->
  low <= W * (loss_constant_low a q y below * Rpower K (-((a-1)/q)) - peak a q * Rpower K (-(a/q)) * Rpower t0 (-(n/q))) ->
  W * (loss_constant_high a q x y above * Rpower K (-((a-1)/q)) + peak a q * Rpower K (-(a/q)) * Rpower t0 (-(n/q))) <= high ->
  within (low * Rpower t (- chi_)) (loss_terms W a Lambda b g t) (high * Rpower t (- chi_)).
Proof.
  intros Ha <- Piece Low High. destruct (loss_constant_bounds a q Ha Hq x y below above Hxy Piece) as [C [HC CB]].
  fold (loss_constant_low a q y below) (loss_constant_high a q x y above) in CB.
  destruct (loss_sharp a q Y Ha Hq Y1 C HC) as [E B]. apply Rabs_le_between in B.
  apply (within_ext _ (fun k => W * (Rpower (INR (S k)) (-a) * exp (-2 * (Y * Rpower (INR (S k)) (-q)))))).
  { intros k. unfold loss_terms, task_power. rewrite monomial_at_mode. ring. }
  split; [exact (ex_series_scal_l W _ E)|]. rewrite Series_scal_l. set (L := Series _) in *.
  rewrite !Yt in B. pose proof (Rpower_pos t (- chi a b m n)) as PT. pose proof (later (n/q) ltac:(apply Rdiv_lt_0_compat; lra)) as Lt.
  assert (E1 : n * - ((a-1)/q) = - chi a b m n) by (unfold chi, rho; rewrite <- Eq; field; lra).
  assert (E2 : n * - (a/q) = - chi a b m n + - (n/q)) by (unfold chi, rho; rewrite <- Eq; field; lra).
  rewrite E1, E2, Rpower_plus in B. pose proof (Rpower_pos K (-((a-1)/q))) as P1.
  assert (P2 : 0 < peak a q * Rpower K (-(a/q))) by (apply Rmult_lt_0_compat; apply Rpower_pos).
  set (T := Rpower t (- chi a b m n)) in *. set (k1 := Rpower K (-((a-1)/q))) in *. set (k2 := peak a q * Rpower K (-(a/q))) in *.
  replace (peak a q * (Rpower K (-(a/q)) * (T * Rpower t (-(n/q))))) with (k2 * Rpower t (-(n/q)) * T) in B by (unfold k2; ring).
  assert (D : k2 * Rpower t (-(n/q)) * T <= k2 * Rpower t0 (-(n/q)) * T).
  { apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; lra. }
  assert (P3 : 0 < k1 * T) by (apply Rmult_lt_0_compat; assumption).
  assert (C1 : loss_constant_low a q y below * (k1 * T) <= C * (k1 * T)) by (apply Rmult_le_compat_r; lra).
  assert (C2 : C * (k1 * T) <= loss_constant_high a q x y above * (k1 * T)) by (apply Rmult_le_compat_r; lra).
  apply (Rmult_le_compat_r T) in Low, High; try lra. split.
  - eapply Rle_trans; [exact Low|]. rewrite Rmult_assoc. apply Rmult_le_compat_l; lra.
  - eapply Rle_trans; [|exact High]. rewrite Rmult_assoc. apply Rmult_le_compat_l; lra.
Qed.

Let s := 1 + b - a.
Lemma energy_of_monomial k : W/Lambda * (Rpower (INR (S k)) (s-1) * (1 - exp (- (Y * Rpower (INR (S k)) (-q))))^2)
  = energy_terms W a Lambda b g t k.
Proof. unfold energy_terms. rewrite weight_squared, monomial_at_mode by assumption. unfold s. ring. Qed.

Let PW : 0 < W/Lambda. Proof. apply Rdiv_lt_0_compat; assumption. Qed.
Let exponent : n * (s/q) = gamma a b m n.
Proof. unfold gamma, rho, s. rewrite <- Eq. field. lra. Qed.

Lemma certified_sharp_energy low high gamma_ : 1 <= 1 + b - a < 2*q -> 0 <= y -> gamma a b m n = gamma_ ->
  below <= RInt (energy_density (1+b-a) q) x y <= above ->
  low <= W/Lambda * (energy_constant_low (1+b-a) q x y below * Rpower K ((1+b-a)/q) - Rpower K ((1+b-a-1)/q) * Rpower t0 (-(n/q))) ->
  W/Lambda * (energy_constant_high (1+b-a) q x y above * Rpower K ((1+b-a)/q) + Rpower K ((1+b-a-1)/q) * Rpower t0 (-(n/q))) <= high ->
  within (low * Rpower t gamma_) (energy_terms W a Lambda b g t) (high * Rpower t gamma_).
Proof.
  fold s. intros Hs Hy <- Piece Low High.
  destruct (energy_constant_bounds s q ltac:(lra) ltac:(lra) x y below above Hxy Hy Piece) as [C [HC CB]].
  fold (energy_constant_low s q x y below) (energy_constant_high s q x y above) in CB.
  destruct (energy_sharp_rising s q Y ltac:(lra) ltac:(lra) ltac:(lra) C HC ltac:(lra)) as [E B]. apply Rabs_le_between in B.
  apply (within_ext _ _ _ _ energy_of_monomial). split; [exact (ex_series_scal_l (W/Lambda) _ E)|].
  rewrite Series_scal_l. set (En := Series _) in *. rewrite !Yt in B.
  pose proof (Rpower_pos t (gamma a b m n)) as PT. pose proof (later (n/q) ltac:(apply Rdiv_lt_0_compat; lra)) as Lt.
  assert (E2 : n * ((s-1)/q) = gamma a b m n + - (n/q)) by (rewrite <- exponent; field; lra).
  rewrite exponent, E2, Rpower_plus in B. pose proof (Rpower_pos K (s/q)) as P1. pose proof (Rpower_pos K ((s-1)/q)) as P2.
  set (T := Rpower t (gamma a b m n)) in *. set (k1 := Rpower K (s/q)) in *. set (k2 := Rpower K ((s-1)/q)) in *.
  assert (D : k2 * (T * Rpower t (-(n/q))) <= k2 * Rpower t0 (-(n/q)) * T).
  { replace (k2 * (T * Rpower t (-(n/q)))) with (k2 * Rpower t (-(n/q)) * T) by ring.
    apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; lra. }
  assert (P3 : 0 < k1 * T) by (apply Rmult_lt_0_compat; assumption).
  assert (C1 : energy_constant_low s q x y below * (k1 * T) <= C * (k1 * T)) by (apply Rmult_le_compat_r; lra).
  assert (C2 : C * (k1 * T) <= energy_constant_high s q x y above * (k1 * T)) by (apply Rmult_le_compat_r; lra).
  apply (Rmult_le_compat_r T) in Low, High; try lra. split.
  - eapply Rle_trans; [exact Low|]. rewrite Rmult_assoc. apply Rmult_le_compat_l; lra.
  - eapply Rle_trans; [|exact High]. rewrite Rmult_assoc. apply Rmult_le_compat_l; lra.
Qed.

Lemma certified_sharp_energy_falling low high less gamma_ : 0 < 1 + b - a <= 1 -> 1 + b - a < 2*q -> 0 <= y ->
  gamma a b m n = gamma_ -> below <= RInt (energy_density (1+b-a) q) x y <= above ->
  low <= W/Lambda * (energy_constant_low (1+b-a) q x y below * Rpower K ((1+b-a)/q)) ->
  W/Lambda * (energy_constant_high (1+b-a) q x y above * Rpower K ((1+b-a)/q)) <= high -> W/Lambda * /(1+b-a) <= less ->
  within (low * Rpower t gamma_ - less) (energy_terms W a Lambda b g t) (high * Rpower t gamma_).
Proof.
  fold s. intros Hs Hsq Hy <- Piece Low High Less.
  destruct (energy_constant_bounds s q ltac:(lra) ltac:(lra) x y below above Hxy Hy Piece) as [C [HC CB]].
  fold (energy_constant_low s q x y below) (energy_constant_high s q x y above) in CB.
  pose proof (energy_sharp_falling s q Y ltac:(lra) ltac:(lra) ltac:(lra) C HC ltac:(lra)) as B. rewrite Yt, exponent in B.
  apply (within_ext _ _ _ _ energy_of_monomial). apply (within_scale (W/Lambda)) in B; [|lra].
  pose proof (Rpower_pos t (gamma a b m n)) as PT. pose proof (Rpower_pos K (s/q)) as P1.
  set (T := Rpower t (gamma a b m n)) in *. set (k1 := Rpower K (s/q)) in *.
  assert (P3 : 0 < k1 * T) by (apply Rmult_lt_0_compat; assumption).
  assert (C1 : energy_constant_low s q x y below * (k1 * T) <= C * (k1 * T)) by (apply Rmult_le_compat_r; lra).
  assert (C2 : C * (k1 * T) <= energy_constant_high s q x y above * (k1 * T)) by (apply Rmult_le_compat_r; lra).
  apply (Rmult_le_compat_l (W/Lambda)) in C1, C2; try lra.
  apply (Rmult_le_compat_r T) in Low, High; try lra. eapply within_weaken; [|exact B|]; lra.
Qed.
End Monomial.

Ltac sharp_constants := unfold loss_constant_low, loss_constant_high, energy_constant_low, energy_constant_high, loss_left,
  peak, Rpower; interval with (i_prec 40).
