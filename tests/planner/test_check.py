def test_x():
    import planner

    assert planner.__file__
