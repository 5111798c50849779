"""Where the rows of a country stand: départements by their weight, places within them."""

from dataclasses import dataclass

from directory.enums import SchoolKind
from portal.demo.life import DEPARTMENTS

# Inhabitants in tens of thousands, about.
INHABITANTS = """
01 67|02 53|03 34|04 17|05 14|06 111|07 33|08 27|09 15|10 31|11 38|12 28|13 206|14 70|15 14|16 35
17 67|18 30|19 24|21 54|22 61|23 12|24 41|25 55|26 52|27 60|28 43|29 93|2A 16|2B 19|30 76|31 144
32 19|33 167|34 121|35 111|36 22|37 61|38 128|39 26|40 42|41 33|42 77|43 23|44 147|45 68|46 17
47 33|48 8|49 82|50 50|51 56|52 17|53 31|54 73|55 18|56 77|57 105|58 20|59 261|60 83|61 28|62 146
63 66|64 69|65 23|66 49|67 116|68 77|69 190|70 23|71 55|72 57|73 44|74 84|75 213|76 126|77 145
78 146|79 37|80 57|81 39|82 26|83 109|84 56|85 70|86 44|87 37|88 36|89 33|90 14|91 132|92 163
93 168|94 142|95 127|971 38|972 36|973 29|974 87|976 30
"""


@dataclass(frozen=True)
class Places:
    """`departments` in turn, as often as they weigh, few rows being spread like many; `kinds` of
    schools in turn; positions are SQL over `n` and `place`, the rank of the département in
    `names`."""

    departments: tuple
    kinds: tuple
    latitude: str
    longitude: str

    @property
    def names(self):
        return tuple(dict.fromkeys(self.departments))

    def numbered(self, count):
        """(SQL, params) of `count` rows: `n`, `code` of the département,
        `place`, and `rank` within it."""
        sql = """
        (SELECT n, code, place, row_number() OVER (PARTITION BY code ORDER BY n) - 1 AS rank
         FROM generate_series(0, %s - 1) AS n
         JOIN unnest(%s::text[], %s::int[]) WITH ORDINALITY AS turn (code, place, at)
           ON turn.at = 1 + mod(n * 4211::bigint, %s)) AS placed
        """
        ranks = {code: rank for rank, code in enumerate(self.names)}
        turns = [ranks[code] for code in self.departments]
        return sql, [count, list(self.departments), turns, len(turns)]


# Spread over the region by two primes: no randomness, no grid that one sees.
REGION = Places(
    tuple(DEPARTMENTS),
    (SchoolKind.COLLEGE, SchoolKind.COLLEGE, SchoolKind.LYCEE_GT, SchoolKind.LYCEE_PRO),
    "42.6 + (mod(n * 7919::bigint, 10007)) * 2.2 / 10007",
    "-0.1 + (mod(n * 4871::bigint, 10009)) * 4.6 / 10009",
)


def _spread(number, prime):
    """SQL: from -1 to 1, nine times denser near 0 than at the ends, as around a town."""
    return f"power(mod({number} * {prime}::bigint, 2003) / 1001.0 - 1, 3)"


def _country():
    """Every département by its inhabitants, each a town with its surroundings."""
    weights = [entry.split() for entry in INHABITANTS.replace("\n", "|").strip("|").split("|")]
    departments = tuple(code for code, weight in weights for _ in range(int(weight)))
    # 84 écoles, 10 collèges, 4 lycées and 2 lycées professionnels of a hundred.
    kinds = [SchoolKind.SCHOOL] * 50
    kinds[::10] = [SchoolKind.COLLEGE] * 5
    kinds[5::20] = [SchoolKind.LYCEE_GT] * 2 + [SchoolKind.LYCEE_PRO]
    return Places(
        departments,
        tuple(kinds),
        f"42.9 + mod(place, 10) * 0.8 + {_spread('n', 7919)} * 0.45",
        f"-3.8 + place / 10 * 1.15 + {_spread('n', 4871)} * 0.6",
    )


COUNTRY = _country()
