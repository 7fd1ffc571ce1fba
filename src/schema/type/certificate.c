/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/key.h"

#include "schema/key/material.h"

static void check(const struct subject *subject, bool chain)
{
	_cleanup_(material_done) struct material material = { 0 };

	if (material_open(&material, subject))
		certificate_report(subject, &material, chain, true);
}

void type_check_pem_certificate(const struct subject *subject)
{
	check(subject, false);
}

void type_check_pem_chain(const struct subject *subject)
{
	check(subject, true);
}
