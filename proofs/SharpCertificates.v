(** What certificates of monomials end with besides: L within its sharp constant, from a later time on. *)
From Coq Require Export Reals Lra Lia Psatz.
From Coquelicot Require Export Coquelicot.
From SpectralProofs Require Export SeriesComparison Powers Setting LossOfMonomial SharpConstant Certificates.
Open Scope R_scope.

(** The integral with numerals in place of INR. *)
Lemma Phi_is A B Z (f : R -> R) : (forall y, f y = INR B * y^(pred B) * exp (- y^A)) -> Phi A B Z = RInt f 0 Z.
Proof. intros H. unfold Phi. apply RInt_ext. intros y _. unfold density. symmetry. apply H. Qed.

Lemma certified_sharp_loss W a Lambda b m n c t0 g A B G1 G2 Z low high chi_ :
  growth Lambda m n c c t0 g ->
  0 < W -> 1 < a -> 0 < Lambda -> 0 < b -> 0 < m -> 0 < n -> 0 < c -> 0 < t0 ->
  1 <= c * Rpower Lambda m * Rpower t0 n -> chi a b m n = chi_ ->
  (1 <= B)%nat -> (B <= A)%nat -> m*b/(a-1) = INR A / INR B -> 1 <= Z ->
  G1 <= Phi A B Z -> Phi A B Z + INR B / INR A * exp (- Z^A) <= G2 ->
  low <= W * (G1/(a-1) * Rpower (2*(c * Rpower Lambda m)) (-((a-1)/(m*b)))
              - peak a (m*b) * Rpower (c * Rpower Lambda m) (-(a/(m*b))) * Rpower t0 (-(n/(m*b)))) ->
  W * (G2/(a-1) * Rpower (2*(c * Rpower Lambda m)) (-((a-1)/(m*b)))
       + peak a (m*b) * Rpower (c * Rpower Lambda m) (-(a/(m*b))) * Rpower t0 (-(n/(m*b)))) <= high ->
  forall t, t0 <= t ->
  within (low * Rpower t (- chi_)) (loss_terms W a Lambda b g t) (high * Rpower t (- chi_)).
Proof.
  intros G HW Ha HL Hb Hm Hn Hc Ht0 start <- HB HBA Hr HZ Lo Hi Hlow Hhigh t Ht.
  assert (Hq : 0 < m*b) by (apply Rmult_lt_0_compat; assumption). set (q := m*b) in *.
  pose proof (scale_from_start Lambda m n c t0 t Hc Ht0 ltac:(lra) Ht start) as Y1.
  set (C := c * Rpower Lambda m) in *. assert (PC : 0 < C) by (apply Rmult_lt_0_compat; [exact Hc|apply Rpower_pos]).
  pose proof (sharp_law A B ltac:(lia) HB a q Ha Hq Hr G1 G2 Z HZ HBA Lo Hi (C * Rpower t n) Y1) as H.
  assert (E1 : Rpower (2*(C * Rpower t n)) (-((a-1)/q)) = Rpower (2*C) (-((a-1)/q)) * Rpower t (- chi a b m n)).
  { rewrite <- Rmult_assoc, <- Rpower_mult_distr by (try apply Rpower_pos; lra). rewrite Rpower_mult. do 2 f_equal.
    unfold chi, rho, q. field. lra. }
  assert (E2 : Rpower (C * Rpower t n) (-(a/q)) = Rpower C (-(a/q)) * Rpower t (-(n/q)) * Rpower t (- chi a b m n)).
  { rewrite <- Rpower_mult_distr by (try apply Rpower_pos; lra). rewrite Rpower_mult, Rmult_assoc, <- Rpower_plus. do 2 f_equal.
    unfold chi, rho, q. field. lra. }
  rewrite E1, E2 in H.
  assert (K : Rpower t (-(n/q)) <= Rpower t0 (-(n/q))).
  { apply Rpower_decreasing; [left; apply Rdiv_lt_0_compat; assumption|exact Ht0|exact Ht]. }
  assert (P0 : 0 < peak a q * Rpower C (-(a/q))) by (apply Rmult_lt_0_compat; apply Rpower_pos).
  apply (Rmult_le_compat_l (peak a q * Rpower C (-(a/q)))) in K; [|lra].
  set (x := Rpower (2*C) (-((a-1)/q))) in *. set (e := peak a q * Rpower C (-(a/q)) * Rpower t (-(n/q))) in *.
  set (e0 := peak a q * Rpower C (-(a/q)) * Rpower t0 (-(n/q))) in *. pose proof (Rpower_pos t (- chi a b m n)) as PT.
  set (T := Rpower t (- chi a b m n)) in *.
  apply (within_ext _ (fun k => W * (Rpower (INR (S k)) (-a) * exp (-2 * (C * Rpower t n * Rpower (INR (S k)) (-q)))))).
  { intros k. destruct (growth_at_mode Lambda b m n c c t0 g t k HL ltac:(lra) G Ht) as [B1 B2].
    assert (Eg : g (eigenvalue Lambda b k) t = C * Rpower t n * Rpower (INR (S k)) (-q)) by (unfold C, q; lra).
    unfold loss_terms, task_power. rewrite Eg. ring. }
  eapply within_weaken; [|apply within_scale; [lra|exact H]|].
  - apply (Rmult_le_compat_r T) in Hlow; [|lra]. eapply Rle_trans; [exact Hlow|].
    apply Rle_trans with (W * ((G1/(a-1) * x - e0) * T)); [right; ring|]. apply Rmult_le_compat_l; [lra|].
    replace (peak a q * (Rpower C (-(a/q)) * Rpower t (-(n/q)) * T)) with (e * T) by (unfold e; ring). nra.
  - apply (Rmult_le_compat_r T) in Hhigh; [|lra]. eapply Rle_trans; [|exact Hhigh].
    apply Rle_trans with (W * ((G2/(a-1) * x + e0) * T)); [|right; ring]. apply Rmult_le_compat_l; [lra|].
    replace (peak a q * (Rpower C (-(a/q)) * Rpower t (-(n/q)) * T)) with (e * T) by (unfold e; ring). nra.
Qed.

Ltac sharp_constants := unfold peak, Rpower; interval with (i_prec 40).
