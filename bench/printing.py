"""How long a thousand plates take to print.  python -m bench.printing [--plates 100 1000]

Only the paper: names and codes in, PDF out (the rows behind a thousand doors are read in one query). Wall time and CPU
of this process; typst uses all cores it finds.
"""

from __future__ import annotations

import argparse
import time

from linli.office import printing

TARGET = 20  # seconds for a thousand


def doors(number: int) -> list[printing.Plate]:
    return [
        printing.Plate(
            f"https://linli.example.cn/d/abcdefgh{n:05d}/",
            f"桂花里 {n // 4 + 1} 栋 {n % 4 + 1} 单元",
            "青石桥社区 · 第一网格",
        )
        for n in range(number)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plates", type=int, nargs="+", default=[8, 100, 1000])
    print(f"{'plates':>7} {'seconds':>8} {'CPU s':>7} {'MB':>6}   target: {TARGET} s for 1000")
    for number in parser.parse_args().plates:
        wall, cpu = time.perf_counter(), time.process_time()
        content = printing.plates(
            doors(number), phone="0399-801 2345", operator="柳荫街道办事处", title="门牌"
        )
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"{number:>7} {wall:>8.2f} {cpu:>7.2f} {len(content) / 1e6:>6.2f}")


if __name__ == "__main__":
    main()
