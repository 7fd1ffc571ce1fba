/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/weather.h"

#include "net/retry.h"

void weather_init(struct weather *weather, const struct http_endpoint *endpoint, size_t addresses,
		  size_t window)
{
	*weather = (struct weather){
		.endpoint = endpoint,
		.addresses = addresses,
		.patient = addresses < 2,
		.window = window,
		.largest = window,
	};
}

/* Once for all that were out together: they say the same thing. */
static void narrow(struct weather *weather, uint64_t sent_ms, uint64_t now_ms)
{
	size_t out = weather->flying + 1;

	if (weather->narrowed_ms > 0 && sent_ms < weather->narrowed_ms)
		return;
	if (out < weather->window)
		weather->window = out;
	weather->window = weather->window > 1 ? weather->window / 2 : 1;
	weather->narrowed_ms = now_ms;
	weather->answered = 0;
}

/* By one when all of it was answered. */
static void widen(struct weather *weather)
{
	if (weather->window == weather->largest || ++weather->answered < weather->window)
		return;
	weather->answered = 0;
	weather->window++;
}

void weather_note(struct weather *weather, const struct http_reply *reply, bool busy,
		  uint64_t sent_ms, uint64_t now_ms)
{
	weather->away = retry_is_away(reply) ? weather->away + 1 : 0;
	if (busy)
		narrow(weather, sent_ms, now_ms);
	else if (reply->outcome == HTTP_REPLIED)
		widen(weather);
}

bool weather_is_bad(const struct weather *weather)
{
	return weather->away >= WEATHER_AWAY;
}

bool weather_admits(const struct weather *weather, uint64_t now_ms)
{
	return weather->flying < weather->window && now_ms >= weather->quiet_ms;
}

void weather_calm(struct weather *weather, uint64_t until_ms)
{
	if (until_ms > weather->quiet_ms)
		weather->quiet_ms = until_ms;
}

void weather_turn(struct weather *weather, size_t failed)
{
	if (weather->address != failed)
		return;
	weather->address = (failed + 1) % weather->addresses;
	weather->patient = weather->patient || weather->address == 0;
}

uint64_t weather_connect_ms(const struct weather *weather, uint64_t full_ms)
{
	if (weather->patient || (full_ms > 0 && full_ms < WEATHER_CONNECT_MS))
		return full_ms;
	return WEATHER_CONNECT_MS;
}
