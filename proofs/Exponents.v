(** What the exponents say once L and S have them (Corollary 1, eq. (13), claim cor1; compute-optimal training and
    the border of audit row A19; claims compute-optimal and density-growth).

      rho = n/m,  chi = rho (a-1)/b,  gamma = rho (1+b-a)/b,  p = (a-1)/b *)
From Coq Require Import Reals Lra.
From SpectralProofs Require Import Setting.
Open Scope R_scope.

Section Exponents.
Variables a b m n : R.
Hypotheses (Ha : 1 < a) (Hb : 0 < b) (Hm : 0 < m) (Hn : 0 < n).
Let r := rho m n.
Let p := (a-1)/b.
Let Hr : 0 < r. Proof. unfold r, rho. apply Rdiv_lt_0_compat; assumption. Qed.

(** Corollary 1 where both indices are those of the theorem, that is for 0 < 1+b-a < 2 m b (audit row A10). *)
Theorem complementarity : chi a b m n + gamma a b m n = rho m n.
Proof. unfold chi, gamma, rho. field. lra. Qed.

(** The pair lies on the edge gamma = chi (1-p)/p of what any g can do (theory.md 8). *)
Theorem on_the_edge : gamma a b m n = chi a b m n * (1-p)/p.
Proof. unfold gamma, chi, rho, p. field. lra. Qed.

Theorem frontier_seen_by_loss : chi a b m n / p = rho m n.
Proof. unfold chi, p, rho. field. lra. Qed.

(** Compute C = N t (theory.md 9): with N = C^nu modes, L falls like C^(-chi (1-nu)) by training and like C^(-(a-1) nu)
    by its floor N^(1-a); the slower of the two decides.  It is fastest at nu = rho/(rho+b), and there only. *)
Definition loss_index nu := Rmin (chi a b m n * (1-nu)) ((a-1)*nu).

Let balance nu : chi a b m n * (1-nu) - (a-1)*r/(r+b) = chi a b m n * (r/(r+b) - nu).
Proof. pose proof Hr. unfold chi. fold r. field. lra. Qed.
Let Hchi : 0 < chi a b m n.
Proof. unfold chi. fold r. apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; [exact Hr|lra]|exact Hb]. Qed.
Let floor nu : (a-1)*nu - (a-1)*r/(r+b) = (a-1) * (nu - r/(r+b)).
Proof. pose proof Hr. field. lra. Qed.

Theorem compute_optimum : loss_index (r/(r+b)) = (a-1)*r/(r+b).
Proof.
  unfold loss_index. pose proof (balance (r/(r+b))) as B. pose proof (floor (r/(r+b))) as F.
  rewrite Rminus_eq_0, Rmult_0_r in B, F. rewrite Rmin_left; lra.
Qed.

Theorem compute_optimum_only nu : nu <> r/(r+b) -> loss_index nu < (a-1)*r/(r+b).
Proof.
  intros N. unfold loss_index. pose proof (balance nu) as B. pose proof (floor nu) as F. pose proof Hchi as C.
  destruct (Rtotal_order nu (r/(r+b))) as [L|[E|G]]; [|contradiction|].
  - apply Rle_lt_trans with ((a-1)*nu); [apply Rmin_r|]. nra.
  - apply Rle_lt_trans with (chi a b m n * (1-nu)); [apply Rmin_l|]. nra.
Qed.

(** Along P = C^nu the density of learned modes has the index alpha = rho/b - nu (1 + rho/b). *)
Definition density_index nu := r/b - nu*(1 + r/b).

Theorem density_constant_at_optimum : density_index (r/(r+b)) = 0.
Proof. pose proof Hr. unfold density_index. field. lra. Qed.

Theorem density_grows_iff nu : 0 < density_index nu <-> nu < r/(r+b).
Proof.
  pose proof Hr as H. unfold density_index.
  replace (r/b - nu*(1+r/b)) with ((r/(r+b) - nu) * ((r+b)/b)) by (field; lra).
  assert (P : 0 < (r+b)/b) by (apply Rdiv_lt_0_compat; lra).
  split; intros D; [|apply Rmult_lt_0_compat; lra].
  apply Rnot_le_lt. intros N. apply (Rlt_not_le _ _ D).
  rewrite <- (Rmult_0_l ((r+b)/b)). apply Rmult_le_compat_r; lra.
Qed.
End Exponents.
