from engine.places import data_folder, problems_folder, runs_folder


def test_sstar_home_moves_everything(tmp_path, monkeypatch):
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path / "home"))
    assert data_folder() == tmp_path / "home"
    assert runs_folder() == tmp_path / "home" / "runs"
    assert problems_folder() == tmp_path / "home" / "problems"
