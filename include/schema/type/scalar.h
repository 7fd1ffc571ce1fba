/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Numbers, words, times, addresses and formats: one function a type. */

#include "schema/subject.h"

void type_check_int(const struct subject *subject);
void type_check_uint(const struct subject *subject);
void type_check_float(const struct subject *subject);
void type_check_bool(const struct subject *subject);
void type_check_enum(const struct subject *subject);
void type_check_port(const struct subject *subject);
void type_check_percent(const struct subject *subject);
void type_check_duration(const struct subject *subject);
void type_check_size(const struct subject *subject);
void type_check_rate(const struct subject *subject);
void type_check_cron(const struct subject *subject);
void type_check_timezone(const struct subject *subject);
void type_check_ip(const struct subject *subject);
void type_check_cidr(const struct subject *subject);
void type_check_email(const struct subject *subject);
void type_check_uuid(const struct subject *subject);
void type_check_semver(const struct subject *subject);
void type_check_path(const struct subject *subject);
void type_check_json(const struct subject *subject);
void type_check_base64(const struct subject *subject);
void type_check_hex(const struct subject *subject);
void type_check_log_level(const struct subject *subject);
void type_check_environment(const struct subject *subject);

/* The numbers of value_type.number: durations in milliseconds, sizes in bytes, rates a second. */
bool type_number_int(long double *ret, const struct variable *variable, const char *text);
bool type_number_float(long double *ret, const struct variable *variable, const char *text);
bool type_number_percent(long double *ret, const struct variable *variable, const char *text);
bool type_number_duration(long double *ret, const struct variable *variable, const char *text);
bool type_number_size(long double *ret, const struct variable *variable, const char *text);
bool type_number_rate(long double *ret, const struct variable *variable, const char *text);
