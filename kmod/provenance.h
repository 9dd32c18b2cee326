/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - where descriptors lead
 */
#ifndef _CSEC_PROVENANCE_H
#define _CSEC_PROVENANCE_H

#include <linux/net.h>
#include "event.h"
#include "request.h"

bool csec_provenance_is_remote_family(const struct socket *sock);
enum csec_origin csec_provenance_socket(struct socket *sock,
					struct csec_endpoint *peer);
enum csec_origin csec_provenance_stdio(struct csec_evidence *evidence);
void csec_provenance_endpoint(const struct sockaddr *address, int len,
			      struct csec_endpoint *peer);

#endif /* _CSEC_PROVENANCE_H */
