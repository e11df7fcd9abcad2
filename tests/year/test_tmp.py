import time
from tests.year.town import town
from tests.year.diary import DIARY
from datetime import date
def test_it(tmp_path, box):
    with town(tmp_path, box) as t:
        try:
            for day, happens in DIARY:
                a=time.time(); t.until(date.fromisoformat(day)); b=time.time(); happens(t); c=time.time()
                print(day, happens.__name__, f"{b-a:.2f} {c-b:.2f}", flush=True)
        finally:
            print(t.log.getvalue()[-3000:], t.mail.said)
