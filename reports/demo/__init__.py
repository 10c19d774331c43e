"""A believable city for `manage.py demo`: invented streets, communities and people, scores drawn at random and reckoned by
the engine, everything handed in, reviewed and concluded through the site's own doors."""
