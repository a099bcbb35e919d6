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

(** Compute C = N t: N = C^(rho/(rho+b)), t = C^(b/(rho+b)), L = C^(-(a-1)rho/(rho+b)) balance (theory.md 9). *)
Theorem compute_split : r/(r+b) + b/(r+b) = 1.
Proof. pose proof Hr. field. lra. Qed.

Theorem optimal_loss_in_time : chi a b m n * (b/(r+b)) = (a-1)*r/(r+b).
Proof. pose proof Hr. unfold chi. fold r. field. lra. Qed.

(** The floor N^(1-a) of N modes falls as fast along that path. *)
Theorem optimal_loss_in_modes : (a-1) * (r/(r+b)) = (a-1)*r/(r+b).
Proof. pose proof Hr. field. lra. Qed.

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
