/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What single rows of switch_rows[] ask of a value that no word list can say. */

#include "schema/subject.h"

/* Bad values. */
bool switch_is_debug_word(const struct subject *subject);
bool switch_is_all_namespaces(const struct subject *subject);
bool switch_is_namespaces(const struct subject *subject);
bool switch_is_plain_http(const struct subject *subject);
bool switch_is_plain_http_inside(const struct subject *subject);
bool switch_is_docker_plain(const struct subject *subject);
bool switch_is_below_tls12(const struct subject *subject);
bool switch_is_tls12(const struct subject *subject);
bool switch_is_dev_settings(const struct subject *subject);
bool switch_is_sandbox_host(const struct subject *subject);
bool switch_is_alg_none(const struct subject *subject);
bool switch_is_alg_unknown(const struct subject *subject);
bool switch_is_root_form(const struct subject *subject);
bool switch_is_static_key_id(const struct subject *subject);
bool switch_is_other_environments(const struct subject *subject);
bool switch_is_relative_path(const struct subject *subject);
bool switch_is_latest(const struct subject *subject);
bool switch_is_any_address(const struct subject *subject);
bool switch_has_any_address(const struct subject *subject);
bool switch_is_beyond_pool(const struct subject *subject);
bool switch_is_mailgun_sandbox(const struct subject *subject);
bool switch_is_plain_mail_url(const struct subject *subject);
bool switch_is_plain_server(const struct subject *subject);
bool switch_is_plain_inside(const struct subject *subject);
bool switch_lists_this_machine(const struct subject *subject);
bool switch_lists_old_tls(const struct subject *subject);
bool switch_is_mail_catcher(const struct subject *subject);
bool switch_is_smtp_port_25(const struct subject *subject);

/* What makes a bad value good. */
bool switch_emits_unset(const struct subject *subject);
bool switch_peer_is_local(const struct subject *subject);
bool switch_is_encrypted_or_local(const struct subject *subject);
bool switch_database_is_local(const struct subject *subject);
bool switch_is_this_machine(const struct subject *subject);
bool switch_cookie_is_secure(const struct subject *subject);
bool switch_rails_forces_ssl(const struct subject *subject);
bool switch_starts_tls(const struct subject *subject);
bool switch_has_list_type(const struct subject *subject);
bool switch_has_password_beside(const struct subject *subject);
