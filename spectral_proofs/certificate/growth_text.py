"""The Coq text of the three ways to condition (2) of :mod:`growth_proof`; names in braces are filled in there."""

CONDITION = """\
(* Condition (2). *)
Theorem condition2 : growth {Lambda} {m} {n} {c1} {c2} {t0} g.
"""

RATIO = (
    """\
Definition ratio (lambda t : R) : R := {ratio}.
Lemma ratio_bounds lambda t : 0 < lambda <= {Lambda} -> {t0} <= t -> {c1} <= ratio lambda t <= {c2}.
Proof.
  intros Hl Ht. pose proof (inverse_time {t0} t ltac:(lra) Ht) as Hu.
  assert (Hl0 : 0 <= lambda <= {Lambda}) by lra. clear Hl.
  unfold ratio. set (u := / t) in *. clearbody u.
  split; first [lra | interval with ({boxes})].
Qed.
Lemma g_is_ratio lambda t : 0 < lambda <= {Lambda} -> {t0} <= t ->
  g lambda t = ratio lambda t * (Rpower lambda {m} * Rpower t {n}).
Proof. intros Hl Ht. {powers}unfold g, ratio. first [ring | field; side | same | rescaled t; field; side].
Qed.
"""
    + CONDITION
    + """\
Proof.
  apply (growth_of_ratio {Lambda} {m} {n} {c1} {c2} {t0} g ratio). exact g_is_ratio. exact ratio_bounds.
Qed."""
)

SHAPE = (
    """\
Definition shape (z : R) : R := {shape}.
Definition slope (z : R) : R := {slope}.
Lemma slope_bounds z : 0 <= z -> {c1} <= slope z <= {c2}.
Proof. intros Hz. unfold slope. split; interval with (i_prec 40). Qed.
Lemma slope_derives z : 0 <= z -> is_derive shape z (slope z).
Proof.
  intros Hz. unfold shape, slope. auto_derive; [side|].
  replace (exp (- {rate})) with (/ exp {rate}) by (rewrite <- exp_Ropp; f_equal; ring). field. side.
Qed.
Lemma g_is_shape lambda t : 0 < lambda <= {Lambda} -> {t0} <= t ->
  g lambda t = shape (Rpower lambda {m} * Rpower t {n}).
Proof. intros Hl Ht. {powers}unfold g, shape. same. Qed.
Lemma shape_at_0 : shape 0 = 0.
Proof. unfold shape. at_zero. Qed.
"""
    + CONDITION
    + """\
Proof.
  apply (growth_of_shape {Lambda} {m} {n} {c1} {c2} {t0} g shape slope).
  exact g_is_shape. exact shape_at_0. exact slope_derives. exact slope_bounds.
Qed."""
)

SLOPE = (
    """\
Definition slope (z t : R) : R := {slope}.
Lemma slope_bounds z t : 0 <= z <= {Lambda} -> {t0} <= t -> {c1} <= slope z t <= {c2}.
Proof.
  intros Hz Ht. pose proof (inverse_time {t0} t ltac:(lra) Ht) as Hu.
  unfold slope. set (u := / t) in *. clearbody u.
  split; interval with ({boxes}).
Qed.
Lemma slope_derives z t : 0 <= z <= {Lambda} -> {t0} <= t ->
  is_derive (fun z => g z t) z (slope z t * Rpower t {n}).
Proof. intros Hz Ht. {power}unfold g, slope. auto_derive; [side|field; side]. Qed.
Lemma g_at_0 t : {t0} <= t -> g 0 t = 0.
Proof. intros Ht. unfold g. at_zero. Qed.
"""
    + CONDITION
    + """\
Proof.
  apply (growth_of_slope {Lambda} {n} {c1} {c2} {t0} g slope). exact g_at_0. exact slope_derives. exact slope_bounds.
Qed."""
)
