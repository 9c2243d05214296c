"""Working time: when a limit ends, how much of it is used, when to warn. Pure; calendar, hours and zone are data.

The rules, once (sources: Civil Code art. 201 and 203; the notices of the State Council on holidays):

*Working day*: a day that the calendar calls a workday or a make-up workday (调休上班) and on which the office has
hours.

*Working days*: the day of receipt is not counted (art. 201: 开始的当日不计入). What comes in after closing, on a rest
day or on a holiday is received on the next working day: Friday 22:40 is received on Monday, or on the Saturday if that
is a make-up day; 23:30 and 00:30 of one night are the same day. So the day of receipt is the first working day that
closes at or after the moment of receipt; exactly at closing is still that day (so a limit that follows another from
its last moment adds up: a days and then b days are a + b days). n working days end when the n-th day after it closes
(art. 203: 停止业务活动的时间为截止时间).

*Working hours, minutes*: only office time counts, from the moment of receipt (art. 201, 2nd paragraph) or from the
next opening. They end at the first moment at which enough has passed: three hours from 09:00 are over at 12:00, not at
14:00.

*Natural days*: the date of receipt, whatever the hour and also on a rest day, is not counted; the n-th date after it is
the last. On a working day it ends at closing. On any other day it `MOVES` to the closing of the next working day
(art. 203: 以法定休假日结束的次日为期间的最后一日) or, where the matter says so, `STAYS` and ends at 24:00 (art. 203).

*Clock hours, minutes*: day and night, whatever the calendar.

*Pauses* are segments in which the clock stands. Minutes and hours inside one do not count. A day counts when it ends
(working day: at closing; rest day among natural days: at 24:00) while the clock runs, so a pause adds as many days as
end in it: Monday 10:00 to Wednesday 15:00 adds two, an hour in the morning none, and no limit ends inside a pause. A
day that ends as the pause begins counts, one that ends as it ends does not. The day of receipt is found without them.

*Provisional*: in a year without a notice Saturdays, Sundays and the fixed statutory days (1 January, 1 and 2 May, 1 to
3 October) rest, and the answer says that it may change. So does one that touches the last days of December before
such a year: a New Year's notice often changes them (29 December 2018 was a make-up day).

Times are aware and exact to the microsecond; zero of any unit is the moment of receipt itself.
"""

from linli.common.worktime.counting import day_before, due, elapsed, left, part_way, warn_at
from linli.common.worktime.given import Calendar, Due, Hours, Kind, OnRest, Pause, Span, StandsStill, Unit

__all__ = [
    "Calendar",
    "Due",
    "Hours",
    "Kind",
    "OnRest",
    "Pause",
    "Span",
    "StandsStill",
    "Unit",
    "day_before",
    "due",
    "elapsed",
    "left",
    "part_way",
    "warn_at",
]
