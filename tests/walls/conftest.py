"""What the long run of the fuzzing counted, also where its parts ran in workers."""


def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.getreports("passed"):
        for name, said in report.user_properties:
            if name == "sent":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {said}")
