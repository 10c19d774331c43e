"""One thing to be done, as every role's home page lists it (templates/components/todo.html).

A task is a function of (user, year) yielding Todos: none when there is nothing to do. Each costs a fixed number of
queries; reports.todos says which tasks are whose, the most pressing first."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Todo:
    """`count` things; `link` are the words of the way to `url`."""

    count: int
    title: str
    detail: str
    url: str
    link: str
