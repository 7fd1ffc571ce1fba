/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../fake/random_keys.h"
#include "schema/strength.h"

static bool has(const char *text, enum strength_flaw flaw)
{
	struct strength strength;

	strength_measure(&strength, text, strlen(text));
	return STRENGTH_HAS(&strength, flaw);
}

static uint32_t flaws_of(const char *text)
{
	struct strength strength;

	strength_measure(&strength, text, strlen(text));
	return strength.flaws;
}

static unsigned bits_of(const char *text)
{
	struct strength strength;

	strength_measure(&strength, text, strlen(text));
	return strength.content_bits;
}

/* All have the flaw; NULL ends the list. */
static void all_have(const char *const *texts, enum strength_flaw flaw)
{
	size_t missed = 0;

	for (; *texts; texts++) {
		if (has(*texts, flaw))
			continue;
		print_error("not found: %s (%x)\n", *texts, flaws_of(*texts));
		missed++;
	}
	assert_int_equal(missed, 0);
}

static void none_has(const char *const *texts, enum strength_flaw flaw)
{
	size_t wrong = 0;

	for (; *texts; texts++) {
		if (!has(*texts, flaw))
			continue;
		print_error("found: %s\n", *texts);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void published_keys_are_known(void **state)
{
	const char *folder = getenv("KEYSTRAP_TEST_DATA");
	char path[4096], line[1024];
	size_t count = 0, missed = 0;
	FILE *file;

	(void)state;
	assert_non_null(folder);
	snprintf(path, sizeof(path), "%s/published_secrets.txt", folder);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		if (!line[0] || strcmp(line, "#") == 0 || strncmp(line, "# ", 2) == 0)
			continue;
		count++;
		if (!has(line, STRENGTH_KNOWN) || !strength_is_known(line, strlen(line))) {
			print_error("not known: %s\n", line);
			missed++;
		}
	}
	fclose(file);
	assert_true(count > 100);
	assert_int_equal(missed, 0);
}

static void known_keys_are_known_in_each_form(void **state)
{
	static const char *const forms[] = {
		" 09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7\n",
		"09D25E094FAA6CA2556C818166B7A9563B93F7099F6F0F4CAA6CF63B88E8D3E7",
		"0x09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
		"hex:09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
		"CdJeCU+qbKJVbIGBZrepVjuT9wmfbw9Mqmz2O4jo0+c=",
		"base64:CdJeCU+qbKJVbIGBZrepVjuT9wmfbw9Mqmz2O4jo0+c=",
		"CdJeCU-qbKJVbIGBZrepVjuT9wmfbw9Mqmz2O4jo0-c",
		/* The text of it, in base64 and in hexadecimal, which is of digits alone. */
		"MDlkMjVlMDk0ZmFhNmNhMjU1NmM4MTgxNjZiN2E5NTYzYjkzZjcwOTlmNmYwZjRjYWE2Y2Y2M2I4OGU4ZD"
		"Nl"
		"Nw==",
		"3039643235653039346661613663613235353663383138313636623761393536"
		"3362393366373039396636663066346361613663663633623838653864336537",
		/* With something around it or in it, in both cases, in base32. */
		"09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7-prod",
		"key: 09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
		"09D25E094FAA6CA2556C818166B7A9563b93f7099f6f0f4caa6cf63b88e8d3e7",
		"09:d2:5e:09:4f:aa:6c:a2:55:6c:81:81:66:b7:a9:56:"
		"3b:93:f7:09:9f:6f:0f:4c:aa:6c:f6:3b:88:e8:d3:e7",
		"09d2 5e09 4faa 6ca2 556c 8181 66b7 a956 3b93 f709 9f6f 0f4c aa6c f63b 88e8 d3e7",
		"BHJF4CKPVJWKEVLMQGAWNN5JKY5ZH5YJT5XQ6TFKNT3DXCHI2PTQ====",
		/* Digests of "test", "secret", and nothing. */
		"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		"5ebe2294ecd0e0f08eab7690d2a6ee69", "d41d8cd98f00b204e9800998ecf8427e", NULL
	};
	static const char *const others[] = {
		"09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e6",
		"09d25e094faa6ca2556c818166b7a956", "", NULL
	};

	(void)state;
	all_have(forms, STRENGTH_KNOWN);
	none_has(others, STRENGTH_KNOWN);
}

static void random_parts_of_encoded_texts_count(void **state)
{
	/* JSON with 32 digits, id:key; words, a short part, bytes, plain text. */
	static const char *const cases[] = {
		"eyJrIjoiYTkxMmY2YzM0ZTA3YjhkNTYxM2ZlMjg4Y2JkMDQ3YWUiLCJuIjoiZGVwbG95In0=",
		"OXRhRjRPVjlFN0stRGpvSHJxWmM6a2tZZkhjckMxLTVXaVcwVE5jWi1vdg==",
		"c3ZjOmh1bnRlcjItaHVudGVyMi1odW50ZXIyLWh1bnRlcjI=",
		"c2hvcDprOUxxMlpyOHxzaG9wOmI3WHBU",
		"xhLm6M1WVlew8fSigOqJRttyYCePMt2RwP8F7TQpNdc=",
		"a912f6c34e07b8d5613fe288cbd047ae",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(strength_encodes_random(cases[i], strlen(cases[i]), 80), i < 2);
}

static void templates_are_whole_values(void **state)
{
	static const char *const templates[] = { "<API_KEY>",
						 "<your token here>",
						 "<32 random characters (hex)>",
						 "${SECRET}",
						 "${A:-b}",
						 "${{ secrets.KEY }}",
						 "{{ key }}",
						 "{{.Values.key}}",
						 "{key}",
						 "{secretKey}",
						 "[your-key]",
						 "[Your Key]",
						 "%KEY%",
						 "__KEY__",
						 "@key@",
						 "$SECRET",
						 "$secretKey",
						 "$(SECRET)",
						 "!!!SET DJANGO_SECRET_KEY!!!",
						 "...",
						 "sk-...",
						 "sk_live_...",
						 "\xe2\x80\xa6",
						 "0000",
						 "xxxx",
						 "aaaaaaaaaaaaaaaa",
						 "#{Secret}#",
						 "<%= ENV['KEY'] %>",
						 "${KEY?not set}",
						 "***REMOVED***",
						 "your_key...",
						 "<32 random characters (hex)>",
						 "<put YOUR key here, see docs/keys.md>",
						 NULL };
	static const char *const others[] = {
		"a${b}c9Kq2",
		"k$(x9)Lq2Zw8",
		"q[7]Lw9Zr2Kx",
		"50%7Lq9Zr2Kx%",
		"$9Lq-Zr2Kx",
		"<a/b+c9Kq2LwZ>",
		"0K0",
		"{k9Lq2Zr}",
		"[x7Lw9Zr2Kx]",
		"@a9Kq2LwZ7@",
		"%k9Lq2Zr8Wx%",
		"$aK9Lq2Zr8WxB4",
		"__k9Lq2Zr8WxB4__",
		"k9Lq2Zr8WxB4nV7m...",
		"<w<[=y/ i50cfPq|t.f,|l9]$R-sJ&|;+e<D|<6v*c z41L@%~2jeejqdFVwF !>",
		"<5t+jQo^][#D I*Fc- ph,Zmss_.fJ/4VV;sP/c{r6qO4G4L9KZMb@N.3I;?g/n>",
		"$",
		"<>",
		"{}",
		NULL
	};

	(void)state;
	all_have(templates, STRENGTH_TEMPLATE);
	none_has(others, STRENGTH_TEMPLATE);
	assert_true(strength_is_template("<host>", 6));
	assert_false(strength_is_template("", 0));
	assert_false(strength_is_template("db.internal", 11));
}

static void commands_are_recognised(void **state)
{
	static const char *const commands[] = {
		"openssl rand -hex 32",
		"$(openssl rand -base64 32)",
		"`openssl rand -hex 32`",
		"$(cat /run/secrets/key)",
		"`pass show key`",
		"uuidgen",
		"pwgen -s 32",
		"$(uuidgen)",
		"head -c 32 /dev/urandom | base64",
		"python -c 'import secrets'",
		"python3 -c \"import secrets; print(secrets.token_hex(32))\"",
		"node -e \"x\"",
		"vault kv get -field=key secret/app",
		"op://vault/item/field",
		"vault:secret/data/app#key",
		"aws:secretsmanager:eu-west-1:app",
		"ENC[AES256_GCM,data:x]",
		"ENC(x7Lw9Zr2Kx)",
		"date +%s | sha256sum",
		"echo $RANDOM",
		"echo -n key | base64",
		"yarn run keys",
		"yarn gen:key",
		"docker run app keygen",
		"doppler secrets get KEY",
		"curl https://keys.internal/one",
		"sops -d secrets.yaml",
		NULL
	};
	static const char *const others[] = { "uuidgenK9Lq2Zr8WxB4nV7m", "pwgen9Lq2Zr8WxB4nV7mT3c",
					      "opensslK9Lq2Zr8WxB4nV7", "a`b`c9Lq2Zr8WxB4nV7mT3",
					      "`9Lq2-Zr8WxB4nV7mT3c`", "$(k9Lq2/Zr8WxB4nV7)",
					      "vaultK9Lq2Zr8WxB4nV7mT", "`;+e<D|<6v*c z41L@%~2j`",
					      /* Phrases. */
					      "yarn capstans uses rifled toying harkens",
					      "echo plum otter sizzle granite moccasin",
					      "date plum otter sizzle granite moccasin",
					      "curl yarn echo date docker otter", NULL };

	(void)state;
	all_have(commands, STRENGTH_COMMAND);
	none_has(others, STRENGTH_COMMAND);
	assert_true(strength_is_command("uuidgen", 7));
}

static void placeholders_are_found(void **state)
{
	static const char *const placeholders[] = {
		"changeme",
		"CHANGE-ME",
		"c.h.a.n.g.e.m.e",
		"ch4ng3m3",
		"p4$$w0rd",
		"P@ssw0rd1!",
		"my_s3cr3t_v4lu3",
		"th1s1sas3cr3tk3y",
		"changez-moi",
		"bitte-\xc3\xa4ndern",
		"bitte_aendern_2024",
		"contrase\xc3\xb1"
		"a123",
		"cambiame",
		"troque-esta-chave-secreta",
		"your-secret-key",
		"YOUR_OWN_RANDOM_GENERATED_SECRET_KEY",
		"get_the_secret_of_above_key",
		"gsk_your_groq_api_key_here",
		"TEST_NON_DEV_SECRET",
		"dev-api-key",
		"secret1234",
		"AKIAIOSFODNN7EXAMPLE",
		"sk-proj-xxxxxxxx",
		"k9Lq2xxxxxx",
		"k9Lq2-******",
		"AKIA9LQ2-000000000000",
		"deadbeefcafebabe",
		"DEADBEEF",
		"5up3r53cr37k3y",
		"yoursecrettokenhere",
		"this-is-an-example-key-for-testing",
		"key-of-minimum-32-characters-for-testing",
		"my_super_long_jwt_signing_string_for_testing_environments",
		"granite-plum-otter-insecure-sizzle-moccasin",
		"replace-me-8c1f3a7e-5d2b-4046-a8e1-37c5b9d02647",
		"django-insecure-k9lq2zr8wxb4nv7mt3c5y6h8j0p1s4d7f2g5",
		NULL
	};
	static const char *const others[] = {
		"k9Lq2xxxxx", "AKIA9LQ2-00000000000", "8$2dev!94#71", "k9Lq2Zr8WxB4nV7mT3cKey",
		"deadbe1f90c4d7a2",
		/* One word of a phrase. */
		"granite-plum-otter-protesting-sizzle-moccasin",
		"GranitePlumOtterContestingSizzleMoccasin7", "minimum.plum.otter.granite.sizzle",
		"jack resulted empty examples shooters babies",
		"granite plum otter replacement sizzle moccasin",
		/* In digits that may be letters: at least, to be set. */
		"90d0beea3e6331721eb9551471ea570a553a13af133a1b929f581c8c78a79358",
		"2fd31706e537b3c86c14908ae2a70be5e7d8a1c9044be62ab1d5c9c03f7e24b6",
		"sk_test_k9Lq2Zr8WxB4nV7mT3c5y6h8",
		"AGE-SECRET-KEY-1XF8WWPQX3DCX6T2KQCV8M6C2S7GQ6Z0HJ5P4D3N9R0YV8LEUTK4S2A7MDN", NULL
	};

	(void)state;
	all_have(placeholders, STRENGTH_PLACEHOLDER);
	none_has(others, STRENGTH_PLACEHOLDER);
	assert_true(strength_is_placeholder("changeme", 8));
}

static void structure_is_found(void **state)
{
	static const char *const repetitive[] = { "k9Lq2Zr8k9Lq2Zr8",
						  "k9Lq2k9Lq2k9Lq2k9Lq2",
						  "Summer2024Summer2024!",
						  "k9Lq2Zr8WxB4B4BxW8rZ2qL9k",
						  "acmeKey77xqacmeKey77yracmeKey77zs",
						  NULL };
	static const char *const unlike[] = { "k9Lq2Zr8k9Lq2Xr7", "k9Lq2Zr8WxB4nV7mT3c5y6h8",
					      NULL };
	static const char *const sequences[] = {
		"abcdefghijklmnop",
		"0123456789abcdef",
		"qwertyuiop123456",
		"1qaz2wsx3edc4rfv",
		"zyxwvutsrqponmlk",
		"poiuytrewq0987654321",
		"abcdK9Lq",
		"1234qwerZXCVasdf",
		"000102030405060708090a0b0c0d0e0f",
		"AAECAwQFBgcICQoLDA0ODw==",
		"gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp8=",
		"31415926535897932384626433832795028841971693993751",
		"2718281828459045235360287471352662",
		"3.14159265358979323846264338327950288419716939937510",
		"2.718281828459045",
		"0.5772156649015328606065120900824",
		"1.61803 39887 49894 84820 45868",
		"14159265358979_323846264338",
		"2468101214161820222426283032343638404244",
		"100105110115120125130135140145150155",
		"9899100101102103104105106",
		NULL
	};
	static const char *const jumps[] = { "abcdK9Lq2",
					     "abcK9LqdefZr8W",
					     "24681012141618302224",
					     "31415926535797932384",
					     "3.15159265358979323846",
					     "3.1.4.1.5.9.2.6.5.3.5.8",
					     "93.184.216.34:54321",
					     "73015482960374159268",
					     NULL };
	static const char *const poor[] = {
		"k9k9kLk99LkL9kLLk9kL9Lkk9LkL9k9L",
		/* 25 different ones among 64 letters and digits. */
		"dVpNYSgpgXK11PhVEX7D1NSSK3WSxXbNK7SqHwY3HDWPKI1IS1NyNYE1EyYkH1bh", NULL
	};
	/* 26 different ones. */
	static const char *const rich[] = {
		"kffjdrOOUck3S8O48StROU6Idd2ulcj5SEIkvjMS44jd5rIOX8UlSlztuSc8EZR2", NULL
	};

	(void)state;
	all_have(repetitive, STRENGTH_REPETITION);
	none_has(unlike, STRENGTH_REPETITION);
	all_have(sequences, STRENGTH_SEQUENCE);
	none_has(jumps, STRENGTH_SEQUENCE);
	all_have(poor, STRENGTH_DISTINCT);
	none_has(rich, STRENGTH_DISTINCT);
	/* 64 hexadecimal digits have 11 different ones or more. */
	assert_true(has("0123456789"
			"9180273645"
			"5463728190"
			"1928374650"
			"5647382910"
			"90817263545463",
			STRENGTH_DISTINCT) == false);
	assert_true(has("02040a0204a2042a40a20402a4020a04a20402a40204a0204a024a0204a2040a",
			STRENGTH_DISTINCT));
	assert_false(has("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", STRENGTH_DISTINCT));
	assert_false(has("0x8f3a1c7e5d9b2046f8e1a37c5b9d0264e7c1f8a30b5d92467e1c3f8a0d5b9264",
			 STRENGTH_DISTINCT));
}

static void what_people_make_up_is_found(void **state)
{
	static const char *const text[] = {
		"this is a very long phrase that nobody will guess",
		"MyCompany2024ProductionJwtV2!",
		"acme-corp-jwt-signing-2024-prod-server",
		"h4ck3r5_w1ll_n3v3r_gu355_th15_k3y",
		"the-quick-brown-fox-jumps-over-the-lazy-dog",
		"dies-ist-ein-langer-satz-als-wert",
		"correct horse battery staple is great",
		"\xe8\xaf\xb7\xe4\xbf\xae\xe6\x94\xb9\xe6\xad\xa4\xe5\xaf\x86\xe9\x92\xa5",
		NULL
	};
	static const char *const keyboard[] = { "sdkfjhskdjfhskdjfhksjdhfkjsdhfkjsh",
						"asdkjfhaslkdfjhalskdfjhalksdjfhalskd", NULL };
	static const char *const steps[] = { "9z8y7x6w5v4u3t2s1r0q9p8o7n6m5l4k",
					     "Xk7Pm9Qr2Ts4Vw6Yz8Bc1Df3Gh5Jk7Lm",
					     "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6", NULL };
	static const char *const classes[] = { "K8mN2pQ5rT9vX3zB6cF1gH4jL7nP0sU",
					       "Kx9mP2vL8nQ4wR7tY3uI6oA5sD1fG0hJ",
					       "x7Kp9mN2qR5tW8yB3cF6hJ0lD4gS1vZ",
					       "7f3d9a2b8c4e6f1a5d0b9c8e7f2a3b4d",
					       "7A9F2C4E8B1D3A6F5C0E9D7B2A4F8C1E",
					       "p8x2k5m9n3q7w1e4r6t0y8u2i5o9a3s7",
					       NULL };
	size_t missed = 0;

	(void)state;
	all_have(text, STRENGTH_HUMAN_TEXT);
	all_have(keyboard, STRENGTH_KEYBOARD);
	all_have(steps, STRENGTH_STEP);
	/* Several habits at once: which one is named is of no importance. */
	for (size_t i = 0; classes[i]; i++)
		missed += !(flaws_of(classes[i]) & (1u << STRENGTH_CLASS | 1u << STRENGTH_STEP));
	assert_int_equal(missed, 0);
}

/* Too short for the model of letters alone. */
static void short_sentences_are_found(void **state)
{
	static const char *const sentences[] = {
		"fill-in-before-deploy",
		"acme-corp-internal-hash-2024",
		"TheQuickBrownFoxJumps123",
		"to-be-provided-by-ops",
		"needs-to-be-generated",
		"configured-at-deploy-time",
		"injected-into-kubernetes",
		"ask-the-platform-team",
		"trading-platform-hmac-2024",
		"openthepodbaydoorshal9000",
		"ilovemywifeandkids2020!!",
		"john.smith.1984.london.uk",
		"10.0.0.100:production-database",
		"managed-by-terraform",
		"do-not-commit-real-one",
		"yolped-erofeb-ni-llif",
		"4202-hsah-lanretni-proc-emca",
		"2024-01-01-2024-12-31-2024-06-30",
		/* Digits and signs for letters, in all of it. */
		"n3v3rg0nn@g1v3y0uupn3v3rg0nn@l3ty0ud0wn",
		"h3ll0d@rkn3$$my0ldfr13nd1h@v3c0m3t0t@lk",
		"n3v3rg0nn4g1v3y0uupn3v3rg0nn4l3ty0ud0wn",
		"m4yth3f0rc3b3withy0uy0ungp4d4w4n",
		"0urc0mp4nyi57h3b357c0mp4nyin7h3w0r1d",
		/* Short words of any language, with blanks. */
		"ez egy nagyon titkos kulcs a szerverhez",
		"qwx zzk vbn trkpm hd",
		NULL,
	};
	static const char *const others[] = {
		"hyqzas-Cexwev-2dovzy",     "k9lq-zr8w-xb4n-v7mt",
		"qzkw_xbvn_trkp_mjhd_xwqz", "4929-1735-20846-193057",
		"qzkw xbvn trkp mjhd xwqz", "k3zq0x4wj7v1nb5r0tq4hx3mzk",
		"q4z7x0k3 w1v5j b$n@r0t!h", NULL
	};

	(void)state;
	all_have(sentences, STRENGTH_HUMAN_TEXT);
	none_has(others, STRENGTH_HUMAN_TEXT);
}

/* Run-together words of other languages, without the letters that only they have. */
static void other_languages_are_words(void **state)
{
	static const char *const words[] = {
		"mojatajnafrazadopodpisywaniatokenow",
		"ogorkikiszonesmakujanajlepiejzziemniakami",
		"herseycokguzelolacakbirgunmutlaka",
		"kirmizibisikletimmahalledecalindi",
		"toiyeuvietnamdatnuocconnguoixinhdep",
		"nguoidanduocdemtrieukhithuyenve",
		"etoochendlinnayafrazadlyaproverki",
		"vcherashelsnegidulsilnyyveter",
		"lospescadoresvuelvenconlamareaalta",
		"quemnaotemcaocacacomgatonafloresta",
		"unserlaufwerkimkellerbrauchtneuekabel",
		"petitapetitloiseaufaitsonniddanslarbre",
		"ipescatoritornanoconlaltamarea",
		"debestestuurluistaanaanwaldathoorjewel",
		"visaljerskruvarochmuttraributiken",
		"MojaTajnaFrazaDoPodpisywaniaTokenow",
		"\xd0\xbd\xd0\xb0\xd1\x88\xd0\xba\xd0\xbb\xd1\x8e\xd1\x87\xd0\xbf\xd0\xbe\xd0\xb4"
		"\xd0\xbf\xd0\xb8\xd1\x81\xd0\xb8",
		NULL,
	};

	(void)state;
	all_have(words, STRENGTH_HUMAN_TEXT);
}

/* Bytes in equal or small steps. */
static void counters_are_found_in_what_is_encoded(void **state)
{
	static const char *const texts[] = {
		"AAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tk=",
		"AAEBAgIDAwQEBQUGBgcHCAgJCQoKCwsMDA0NDg4PDxA=",
		"052a4f7499bee3082d52779cc1e60b30557a9fc4e90e33587da2c7ec11365b80",
		NULL,
	};

	(void)state;
	all_have(texts, STRENGTH_SEQUENCE);
}

static void encoded_text_is_found(void **state)
{
	static const char *const encoded[] = {
		/* base32, with and without padding, of a sentence. */
		"N52XEIDMNF2HI3DFEBZWQ33QEBZWSZ3OOMQGC3DMEB2G623FNZZSA53JORUCA5DINFZSA43FNZ2GK3TDMU"
		"======",
		"N52XEIDMNF2HI3DFEBZWQ33QEBZWSZ3OOMQGC3DMEB2G623FNZZSA53JORUCA5DINFZSA43FNZ2GK3TDM"
		"U",
		"n52xeidmnf2hi3dfebzwq33qebzwsz3oomqgc3dmeb2g623fnzzsa53joruca5dinfzsa43fnz2gk3tdm"
		"u",
		/* "my-service-signer-v2" in base64 and hexadecimal; a sentence. */
		"bXktc2VydmljZS1zaWduZXItdjI=", "6d792d736572766963652d7369676e65722d7632",
		"bXktc2VjcmV0LWtleS13aGljaC1zaG91bGQtYmUtY2hhbmdlZC1pbi1wcm9kdWN0aW9uCg==",
		/* With letters beyond ASCII; a NUL, a control character, a byte order mark. */
		"R2VoZWltZXIgU2NobMO8c3NlbCBmw7xyIGRpZSBQcm9kdWt0aW9uIGRlciBGaXJtYQ==",
		"47656865696d6572205363686cc3bc7373656c2066c3bc72206469652050726f64756b74696f6e2064"
		"6572204669726d61",
		"dGhpcyBpcyBteSB2ZXJ5IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjdGlvbgA=",
		"74686973206973206d7920766572792073656372657420636f6d70616e79206b657920666f72207072"
		"6f64756374696f6e00",
		"AXRoaXMgaXMgbXkgdmVyeSBzZWNyZXQgY29tcGFueSBrZXkgZm9yIHByb2R1Y3Rpb24=",
		"77u/dGhpcyBpcyBteSB2ZXJ5IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjdGlvbg==",
		"w6l0aGlzIGlzIG15IHZlcnkgc2VjcmV0IGNvbXBhbg==",
		"c3a974686973206973206d7920766572792073656372657420636f6d70616e",
		"c3a9206d7920736563726574206b6579",
		/* A sentence whose letters have no digit above 9. */
		"7468697320666974732061207175696574206861742061732061207370792073616964206974206174"
		"20"
		"61206665617374",
		"0YHQtdC60YDQtdGC0L3Ri9C5INC60LvRjtGHINC90LDRiNC10Lkg0YTQuNGA0LzRiw==",
		/* A NUL where a word of the lists ends. */
		"Y2hhbmdlbWUAQUFBQSB0aGlzIGlzIGEgcGxhY2Vob2xkZXIgdGV4dAAA",
		/* A mark too many, cut, with a blank, a label, in groups. */
		"dGhpcyBpcyBteSB2ZXJ5IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjdGlvbg===",
		"dGhpcyBpcyBteSB2ZXJ5IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjdGlvbg!",
		"dGhpcyBpcyBteSB2ZXJ5IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjd",
		"dGhpcyBpcyBteSB2ZXJ5 IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjdGlvbg==",
		"BASE64:dGhpcyBpcyBteSB2ZXJ5IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjdGlvbg==",
		"b64:dGhpcyBpcyBteSB2ZXJ5IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjdGlvbg==",
		"v1:dGhpcyBpcyBteSB2ZXJ5IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjdGlvbg==",
		"data:text/"
		"plain;base64,dGhpcyBpcyBteSB2ZXJ5IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjdGlvbg==",
		"k1=dGhpcyBpcyBteSB2ZXJ5IHNlY3JldCBjb21wYW55IGtleSBmb3IgcHJvZHVjdGlvbg==",
		"\\x74686973206973206d7920766572792073656372657420636f6d70616e79206b657920666f72207"
		"0726f64756374696f6e",
		"74:68:69:73:20:69:73:20:6d:79:20:76:65:72:79:20:73:65:63:72:65:74:20:63:6f:6d:70:"
		"61:6e:79:20:6b:65:79:20:66:6f:72:20:70:72:6f:64:75:63:74:69:6f:6e",
		"74 68 69 73 20 69 73 20 6d 79 20 76 65 72 79 20 73 65 63 72 65 74 20 63 6f 6d 70 "
		"61 6e 79 20 6b 65 79 20 66 6f 72 20 70 72 6f 64 75 63 74 69 6f 6e",
		NULL
	};
	/* 15 bytes; a 64-digit hexadecimal key that was encoded once more. */
	static const char *const others[] = {
		"bXktc2VydmljZS1zaWdu",
		"OTM1YmJjYTYyZDMyY2Y0NDE2YTk1NTFmZTg4ZWJmOTIwMjA5NjMwOTM0N2Ew"
		"OTQwZGNhNDQxOGY3ZDRjNzExNwo=",
		NULL
	};

	(void)state;
	all_have(encoded, STRENGTH_ENCODED_TEXT);
	none_has(others, STRENGTH_ENCODED_TEXT);
	assert_int_equal(bits_of(others[1]), 256);
}

static void forms_are_recognised(void **state)
{
	static const char *const uuids[] = { "3f9c1a7e-5d2b-4046-a8e1-37c5b9d02647",
					     "3F9C1A7E-5D2B-4046-A8E1-37C5B9D02647", NULL };
	static const char *const tokens[] = {
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.k9Lq2Zr8WxB4nV7mT3c5y6h8j0p1s4d7f2g5", NULL
	};
	static const char *const pems[] = { "-----BEGIN PRIVATE KEY-----\nMIIB\n", NULL };
	static const char *const others[] = { "3f9c1a7e5d2b4046a8e137c5b9d02647",
					      "eyJhbGciOiJIUzI1NiJ9", "-----BEGIN", NULL };

	(void)state;
	all_have(uuids, STRENGTH_UUID);
	all_have(tokens, STRENGTH_JWT);
	all_have(pems, STRENGTH_PEM);
	none_has(others, STRENGTH_UUID);
	none_has(others, STRENGTH_JWT);
	none_has(others, STRENGTH_PEM);
	assert_int_equal(bits_of(uuids[0]), 122);
}

static void content_is_counted_by_alphabet(void **state)
{
	static const struct {
		const char *text;
		unsigned bits;
	} rows[] = {
		{ "", 0 },
		{ "8312", 13 },
		{ "8f3a1c7e5d9b2046", 64 },
		{ "8F3A1C7E5D9B2046", 64 },
		{ "8f3a1c7e5d9b2046f8e1a37c5b9d0264", 128 },
		{ "0x8f3a1c7e5d9b2046f8e1a37c5b9d0264", 128 },
		{ "kqzrwxbn", 37 },
		{ "k9lq2zr8", 41 },
		{ "k4lq2zr7", 40 }, /* without 0, 1, 8 and 9: base32 */
		{ "k9Lq2Zr8", 47 },
		{ "sk_live_k9Lq2Zr8WxB4nV7mT3c5y6h8", 144 },
		{ "k9Lq2-Zr", 48 },
		{ "k9Lq2!Zr", 51 },
		{ "k9Lq2!Zr=", 58 },
		/* 32 bytes in base64. */
		{ "CdJeCU+qbKJVbIGBZrepVjuT9wmfbw9Mqmz2O4jo0+c=", 256 },
		{ "CdJeCU-qbKJVbIGBZrepVjuT9wmfbw9Mqmz2O4jo0-c", 256 },
		{ "0xJeCU+qbKJVbIGBZrepVg==", 128 },
		/* 16 bytes whose only mark is at the start. */
		{ "q-RVj0OhnWOIBCYb3LfE6w", 128 },
		/* Marks between groups are none of it. */
		{ "K9LQ2-ZR8WX-B4NV7-MT3C5", 103 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (bits_of(rows[i].text) != rows[i].bits)
			print_error("%s: %u, not %u\n", rows[i].text, bits_of(rows[i].text),
				    rows[i].bits);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_int_equal(bits_of(rows[i].text), rows[i].bits);
}

static void random_keys_have_no_flaw(void **state)
{
	static struct random_keys keys;
	char key[256];
	size_t flawed = 0;

	(void)state;
	assert_true(sodium_init() >= 0);
	for (size_t i = 0; i < 20000; i++) {
		const struct key_format *format = &key_formats[i % KEY_FORMATS];
		size_t length = random_key(key, &keys, format);
		struct strength strength;

		strength_measure(&strength, key, length);
		/* That is their form, and all that there is to say. */
		if (format->variant == RANDOM_UUID) {
			assert_int_equal(strength.content_bits, 122);
			strength.flaws ^= 1u << STRENGTH_UUID;
		}
		if (strength.flaws || is_short_of_bits(format, strength.content_bits)) {
			print_error("%s: %x, %u bits\n", key, strength.flaws,
				    strength.content_bits);
			flawed++;
		}
	}
	assert_int_equal(flawed, 0);
}

/* Hexadecimal in which nothing is wrong is enough, whatever stands beside it. */
static void composite_keys_are_judged_by_their_hexadecimal(void **state)
{
	static const char *const good[] = {
		("pataS6KvFmN85uXXH."
		 "feb82976200933241e06e024ed0bbbda7f0144821426940440a22b69414237c6"),
		"1/2742938305388878:5d491b9a1ab7c2fedcbaf7c35bf1edc4",
		"1/5947703404241050:6293763534bc9e543906407734848764",
		"1137fcb8-a71e-457a-99f5-21c9953cba70_9cc3c439-d2d9-4d7e-bdae-b8461f75a395",
		"95084aba-9fb4-4421-b251-499b8c52f424:fx",
		"ATTAd3e2922c63975316766ea3bd270b69b973684ee5b2c9aaf7b3267b8fe135da66523DDC41",
		"0x7a54d0f1b3aC956F3b44efdb383d95C7f95ee0CC",
		"0x0EEDB4491dC6F89d6B1a13cBfd3Cfbcfebba00893d5D260DC15A1ebB137AFF75",
	};
	static const char *const bad[] = {
		"acme:7f3d9a2b8c4e6f1a5d0b9c8e7f2a3b4d",
		"acme:7F3d9a2B8c4e6f1a5d0b9c8e7f2a3b4d",
		"acme|deadbeefcafebabedeadbeefcafebabe",
		"acme.secret:6d792d736572766963652d7369676e65722d7632",
		"acme-prod-0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
		"replace-me-8f3a1c7e5d9b2046f8e1a37c5b9d0264",
	};
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
		if (flaws_of(good[i])) {
			print_error("flawed: %s\n", good[i]);
			wrong++;
		}
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		if (!flaws_of(bad[i])) {
			print_error("no flaw: %s\n", bad[i]);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/*
 * Hexadecimal whose groups have any length keeps its marks, which are no digits: a build with
 * sanitizers sees what is read beyond a table of digits.
 */
static void irregular_groups_can_be_measured(void **state)
{
	static const char *const texts[] = { "2026-11-21 10:00:00", "12-345-6789abc-def01-23456",
					     "01:23:45.67_89 ab-cd",
					     "7d-04e-58a19-c3b2-96f0d1-8e" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(flaws_of(texts[i]), flaws_of(texts[i]));
}

static void any_bytes_can_be_measured(void **state)
{
	static char bytes[1 << 17];
	struct strength strength;

	(void)state;
	assert_true(sodium_init() >= 0);
	for (size_t length = 0; length <= sizeof(bytes); length = length * 3 + 1) {
		unsigned char seed[randombytes_SEEDBYTES] = { 1 };

		randombytes_buf_deterministic(bytes, length, seed);
		strength_measure(&strength, bytes, length);
		memset(bytes, 'a', length);
		strength_measure(&strength, bytes, length);
		assert_true(length < 3 || STRENGTH_HAS(&strength, STRENGTH_TEMPLATE));
		password_bits(bytes, length);
		password_is_common(bytes, length);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_keys_are_known),
		cmocka_unit_test(known_keys_are_known_in_each_form),
		cmocka_unit_test(random_parts_of_encoded_texts_count),
		cmocka_unit_test(templates_are_whole_values),
		cmocka_unit_test(commands_are_recognised),
		cmocka_unit_test(placeholders_are_found),
		cmocka_unit_test(structure_is_found),
		cmocka_unit_test(what_people_make_up_is_found),
		cmocka_unit_test(short_sentences_are_found),
		cmocka_unit_test(other_languages_are_words),
		cmocka_unit_test(counters_are_found_in_what_is_encoded),
		cmocka_unit_test(encoded_text_is_found),
		cmocka_unit_test(forms_are_recognised),
		cmocka_unit_test(content_is_counted_by_alphabet),
		cmocka_unit_test(random_keys_have_no_flaw),
		cmocka_unit_test(composite_keys_are_judged_by_their_hexadecimal),
		cmocka_unit_test(irregular_groups_can_be_measured),
		cmocka_unit_test(any_bytes_can_be_measured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
