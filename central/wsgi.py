"""The application for a process manager, such as ``granian --interface wsgi central.wsgi:application``.

``SUISHIBAN_CENTRAL_STATE`` names a folder that ``python -m central`` has prepared (it migrates and makes the keys), and
``SUISHIBAN_CENTRAL_URL`` the public address. Only behind a reverse proxy that checks client certificates (deploy/).
"""

import os
from pathlib import Path

from central.handler import Platform
from central.shared_counts import share_between_processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")
# The children of one manager count together; what is imported with the application reads where.
share_between_processes(Path(os.environ["SUISHIBAN_CENTRAL_STATE"]), os.getppid())
application = Platform()
