"""The application for a process manager, such as ``granian --interface wsgi central.wsgi:application``.

``SUISHIBAN_CENTRAL_STATE`` names a folder that ``python -m central`` has prepared (it migrates and makes the keys), and
``SUISHIBAN_CENTRAL_URL`` the public address. Only behind a reverse proxy that checks client certificates (deploy/).
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")
application = get_wsgi_application()
