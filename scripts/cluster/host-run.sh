#!/bin/sh
# What runs on a host of the cluster besides containers: Docker and sshd on controllers. A host without Docker's
# configuration runs only what is started in it from outside.
# The network has no name server, and a name that is asked for must not be waited for.
if [ -e /etc/docker/daemon.json ]; then
  dockerd >/var/log/dockerd.log 2>&1 &
  /usr/sbin/sshd -D -E /var/log/sshd.log &
fi
exec tail -f /dev/null
