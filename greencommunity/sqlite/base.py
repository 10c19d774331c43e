"""Django's SQLite with SQLite's own limit of values in a statement: Django 5.2 still reckons with the 999 of before 2020, and cuts
a bulk write of a city's items into ten times as many statements."""

import sqlite3

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    @property
    def max_query_params(self):
        self.connection.ensure_connection()
        return self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
