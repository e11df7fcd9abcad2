import time, shutil, pickle, os
from tests.year.town import town
from tests.year.diary import DIARY
from datetime import date
def test_it(tmp_path, box):
    skip = os.environ.get("SKIP", "").split()
    from datetime import timedelta
    import tests.year.town as T
    T.QUIET_AFTER = T.QUIET_BEFORE = timedelta(1); T.REGULAR=(0,)
    with town(tmp_path, box) as t:
        for day, happens in DIARY:
            if day < os.environ.get("FROM", ""):
                if day not in skip: continue
            elif day > os.environ.get("TO", "9"):
                break
            a=time.process_time(); t.until(date.fromisoformat(day)); b=time.process_time(); happens(t); c=time.process_time()
            print(day, happens.__name__, f"{b-a:.2f} {c-b:.2f} total {c:.1f}", flush=True)
