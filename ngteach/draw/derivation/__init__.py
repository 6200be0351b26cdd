"""How a training function came about, as a film: who wrote which equation, and by which rule.

    in:     a training Graph, and which of its tensors the model's author wrote
    out:    a Derivation: its rows, its states with a sentence each, and the picture as SVG
    knows:  core, ops, transform, draw

Read authors (who wrote what), handing (what each adjoint rule handed on, to whom), formulas and rules (the same in
words), rows (what shares a box), story (the states), picture, and short_film, the picture that moves by itself.
"""
