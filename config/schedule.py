"""What beat rings, and how often: task name to seconds.

Names, not imports: beat knows no room and no Django. A test checks that each name is a registered
task. Every task here is idempotent: a bell that rings twice, or late, changes nothing.
"""

EVERY_SECONDS: dict[str, float] = {
    "accounts.deliver_notifications": 20.0,
    "accounts.send_invitations": 60.0,
    "accounts.forget_old_invitations": 86_400.0,
    "accounts.sweep_faces": 86_400.0,
    "ambassadors.bring_threads": 300.0,
    "ambassadors.bury": 60.0,
    "ambassadors.listen": 60.0,
    "ambassadors.look_again": 600.0,
    "ambassadors.sample": 3600.0,
    "ambassadors.route": 30.0,
    "ambassadors.score": 30.0,
    "ambassadors.send": 20.0,
    "ambassadors.warn": 60.0,
    "blog.forget_visitors": 3600.0,
    "blog.look_at_calendar": 6 * 3600.0,
    "blog.look_at_links": 600.0,
    "blog.look_at_threads": 20.0,
    "blog.publish_scheduled": 30.0,
    "blog.settle": 30.0,
    "config.sweep_sessions": 86_400.0,
    "forum.remind_askers": 3600.0,
    "forum.sweep_pictures": 3600.0,
    "forum.sweep_waiting_questions": 3600.0,
    "forum.sweep_drafts": 6 * 3600.0,
    "reputation.check_rings": 86_400.0,
    "reputation.forget_traces": 86_400.0,
    "reputation.fold": 20.0,
    "reputation.renew": 86_400.0,
    "reputation.end_terms": 86_400.0,
    "reputation.review_renewals": 86_400.0,
    "search.forget": 86_400.0,
    "search.relate": 30.0,
    "search.sweep": 20.0,
}
