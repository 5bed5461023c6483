"""DfE's files are read with their symbols, and a damaged file says where it is damaged."""

import gzip
import math
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_sim.baseline.dfe_csv import (
    SYMBOLS,
    DataFileError,
    number,
    read_rows,
    split_codes,
)
from workforce_sim.errors import UserError

HEADING = "time_period,old_la_code,vacancy_fte"


def written(folder: Path, *lines: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((HEADING, *lines)) + "\n", encoding="utf-8", newline="\n")
    return path


@pytest.mark.unit
@pytest.mark.parametrize("symbol", sorted(set(SYMBOLS) - {"low", "~"}))
def test_a_symbol_is_not_a_number(symbol):
    assert math.isnan(number(symbol))
    assert math.isnan(number(f" {symbol} "))


@pytest.mark.unit
@pytest.mark.parametrize("symbol", ["low", "~"])
def test_a_symbol_that_rounds_to_zero_is_zero(symbol):
    assert number(symbol) == 0.0


@pytest.mark.property
@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 1)))
def test_numbers_survive_with_and_without_thousands_commas(value):
    assert number(repr(value)) == value
    assert number(f"{value:,.1f}") == value


@pytest.mark.property
@given(st.text(min_size=1, max_size=6))
def test_anything_else_is_refused(text):
    try:
        float(text.replace(",", ""))
    except ValueError:
        if text.strip() not in SYMBOLS:
            with pytest.raises(ValueError):
                number(text)


@pytest.mark.unit
def test_infinity_and_nan_are_no_statistics():
    for text in ("inf", "nan", "-Infinity"):
        with pytest.raises(ValueError):
            number(text)


@pytest.mark.unit
def test_codes_of_councils_that_report_together_are_split():
    assert split_codes("314 / 318") == ("314", "318")
    assert split_codes("E06000061 / E06000062") == ("E06000061", "E06000062")
    assert split_codes("420") == ("420",)


@pytest.mark.unit
def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"\xef\xbb\xbf" + HEADING.encode() + b'\r\n2024,"314 / 318",c\r\n')
    (row,) = read_rows(path, ["old_la_code"])
    assert row.text("old_la_code") == "314 / 318"
    assert math.isnan(row.number("vacancy_fte"))
    assert (row.year(), row.line) == (2024, 2)


@pytest.mark.gallery
def test_a_bad_number_names_file_line_and_column(tmp_path):
    rows = read_rows(written(tmp_path, "2024,330,1.5", "2024,331,twelve"), ["vacancy_fte"])
    with pytest.raises(DataFileError, match=r"file\.csv, line 3, column vacancy_fte: 'twelve'"):
        rows[1].number("vacancy_fte")


@pytest.mark.gallery
def test_a_row_cut_short_names_its_line_and_what_is_missing(tmp_path):
    with pytest.raises(DataFileError, match=r"line 3, column vacancy_fte: .*cut short"):
        read_rows(written(tmp_path, "2024,330,1.5", "2024,331"), ["vacancy_fte"])


@pytest.mark.gallery
def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(DataFileError, match="line 1, column cases: the column is missing"):
        read_rows(written(tmp_path, "2024,330,1.5"), ["cases"])


@pytest.mark.gallery
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (HEADING.encode() + b"\n", "no data"),
        (HEADING.encode() + b"\n2024,330,\xff\n", "line 2: is not UTF-8"),
        (HEADING.encode() + b'\n2024,"330,1.5\n', "not readable as CSV"),
    ],
)
def test_unreadable_files_say_why(tmp_path, content, words):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(DataFileError, match=words):
        read_rows(path, ["vacancy_fte"])


@pytest.mark.gallery
def test_a_missing_file_says_where_it_should_be(tmp_path):
    with pytest.raises(DataFileError, match=r"nowhere\.csv: not found in"):
        read_rows(tmp_path / "nowhere.csv", ["vacancy_fte"])


@pytest.mark.property
@given(st.integers(1, 200))
def test_a_zipped_file_cut_anywhere_is_refused(tmp_path_factory, cut):
    whole = gzip.compress((HEADING + "\n" + "2024,330,1.5\n" * 50).encode(), mtime=0)
    path = tmp_path_factory.mktemp("cut") / "file.csv.gz"
    path.write_bytes(whole[: -min(cut, len(whole) - 1)])
    with pytest.raises(DataFileError, match="cut short"):
        read_rows(path, ["vacancy_fte"])


@pytest.mark.unit
def test_the_error_is_the_users_to_mend(tmp_path):
    error = DataFileError(tmp_path / "file.csv", "is empty", 4, "cases")
    assert isinstance(error, UserError)
    assert error.exit_code == 2
    assert (error.line, error.column) == (4, "cases")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # from a worker process
