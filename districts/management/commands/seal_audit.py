from districts import sealing
from districts.management.migrated import MigratedCommand
from districts.models import Seal


class Command(MigratedCommand):
    help = "Seals what has happened since the last time; run by a timer, every ten minutes say. Prints the head to keep elsewhere."

    def handle(self, **options):
        made = sealing.seal()
        count = sum(each.count for each in made)
        self.stdout.write(f"封存 {count} 条操作记录。" if made else "没有新的操作记录。")
        if newest := Seal.objects.first():
            self.stdout.write(f"链头 {newest.head}")
