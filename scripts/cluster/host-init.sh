#!/bin/sh
# The first process of a host of the cluster: it is started in namespaces of its own and makes what is this host's own.
#   host-init.sh NAME STATE-FOLDER
set -e
NAME=$1
STATE=$2
OWN=$STATE/$NAME
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
hostname "$NAME"
mount --bind "$OWN/etc" /etc
mount --bind "$OWN/log" /var/log
mount --bind "$OWN/root" /root
mount --bind "$OWN/tmp" /tmp
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /home
mkdir -m 755 /run/sshd /run/lock
# What is written below /var/lib stays here, and containers lie where everybody expects them.
mount -t overlay -o "lowerdir=/var/lib,upperdir=$OWN/lib,workdir=$OWN/lib-work" overlay /var/lib
mkdir -p /var/lib/docker
mount --bind "$OWN/docker" /var/lib/docker
# From here on only this host's own processes are seen.
mount -t proc proc /proc
# HAProxy binds to the VIP on all controllers, as kolla lets it.
echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind
echo 1 >/proc/sys/net/ipv4/conf/all/arp_notify
# A connection that lost its end with the VIP is given up after 25 seconds instead of a quarter of an hour, as kolla can be told
# (haproxy_host_ipv4_tcp_retries2).
echo 6 >/proc/sys/net/ipv4/tcp_retries2
cd /
exec tini -s -- /bin/sh "$STATE/host-run.sh" "$NAME"
