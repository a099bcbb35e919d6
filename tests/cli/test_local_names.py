"""What is said where a local file goes before the catalogue."""

from spectral_proofs import cli


def test_it_is_said_beside_the_values(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ntk.toml").write_text('g = "lambda**2*t"', encoding="utf-8")
    assert cli.main(["evaluate", "ntk", "--t", "100"]) == 0
    shown = capsys.readouterr()
    assert "λ²·t" in shown.out
    assert shown.err == "note: ntk is the file ntk.toml here, not the catalogue's ntk\n"
