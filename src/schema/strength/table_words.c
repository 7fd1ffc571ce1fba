/* SPDX-License-Identifier: Apache-2.0 */
/* Made by contrib/strength_tables.py from the lists in data/. */
#include "tables.h"

/* clang-format off */
const char *const long_words[] = {
	"achanger", "addyour", "admin123", "aenderemich", "aendermich", "aendern", "alterar", "altereme", "alteresta", "andermich", "apikeyhere", "appsecret", "aremplacer", "atleast", "batterystaple", "beforedeploy", "bitteaendern", "bitteandern", "bitteersetzen", "cambiaesto", "cambiame", "cambiami", "cambiar", "cambiarme", "cambieme", "changeit", "changeme", "changercette", "changethis", "changeyour", "changezmoi", "characters", "chavesecreta", "clavesecreta", "clefsecrete", "clesecrete", "configuredat", "configureme", "contrasena", "contrasenia", "correcthorse", "degistir", "devonly", "devsecret", "djangoinsecure", "donotcommit", "donotuse", "dontcommit", "dontuse", "dummykey", "dummysecret", "dummytoken", "encryptionkey", "encryptme", "endremeg", "enteryour", "example", "fakekey", "fakesecret", "faketoken", "fillinbefore", "fillinhere", "fillmein", "fillthis", "fillthisin", "foobarbaz", "fordevelopment", "forlocal", "forproduction", "gantiini", "geheimerschluessel", "geheimesleutel", "geheimnis", "geheimschluessel", "generatea", "generatedby", "generateme", "generatethis", "generateyour", "goeshere", "hemlighet", "hemmelig", "himitsu", "iamasecret", "injectedby", "inproduction", "insecure", "inserthere", "insertkey", "insertrandom", "insertyour", "izmenimenya", "izmenite", "jwtsecret", "jwttoken", "katasandi", "kennwort", "keyboardcat", "keyhere", "lamiachiave", "letmein", "localdevelopment", "longrandom", "loremipsum", "losenord", "managedby", "masterkey", "miclave", "minhasenha", "minimum", "monsecret", "motdepasse", "mudeesta", "mustbe32", "mustbeat", "mustbechanged", "mustreplace", "mykey123", "mypassword", "mysecret", "mysupersecret", "neveruse", "notasecret", "notforprod", "notsecret", "notsecure", "notsosecret", "onlyfordev", "passphrase", "password", "passwort", "placeholder", "pleasechange", "pleasereplace", "porfavorcambia", "providea", "providedby", "provideyour", "putyour", "rahasiaku", "randomkey", "randomsecret", "randomstring", "redacted", "reemplazame", "reemplazar", "remplacez", "replaceby", "replaceit", "replaceme", "replacement", "replacethis", "replacewith", "replaceyour", "salasana", "samplekey", "samplesecret", "schluessel", "secret123", "secrethere", "secretkey", "secretphrase", "secrettoken", "secretvalue", "segredo", "segreta", "segreto", "sekretniy", "sekretnyy", "senhasecreta", "sessionsecret", "setthis", "setyour", "shouldbea", "shouldbechanged", "sifreniz", "signingkey", "skiftmig", "smenimenya", "somesecret", "suasenha", "supersafe", "supersecret", "tajnehaslo", "tajnyklucz", "test1234", "testing", "testkey", "testsecret", "testtoken", "thisisa", "thisismy", "thisisthe", "tobechanged", "tobedefined", "tobefilled", "tobegenerated", "tobemodified", "tobeprovided", "tobereplaced", "tobeset", "todogenerate", "token123", "tokenhere", "topsecret", "trocaresta", "tuclave", "undefined", "unspecified", "userprovided", "useyour", "vaihdatama", "valuehere", "verandereen", "verandermij", "vervangdit", "verysecret", "veryvery", "votrecle", "votremotdepasse", "wachtwoord", "wijzigdit", "wijzigmij", "youraccess", "yourapikey", "yourapp", "yourclient", "yourjwt", "yourkey", "yourown", "yourpass", "yourpassword", "yourprivate", "yoursecret", "yourtoken", "yourvalue", "zmenitheslo", "zmienmnie", "zmiento",
};
const uint16_t long_words_from[WORD_STARTS] = {
	0, 0, 0, 0, 1, 3, 6, 6, 6, 6, 6, 6, 6, 9, 9, 10, 10, 12, 12, 13, 13, 14, 14, 14, 14, 14, 14,
	14, 14, 15, 15, 15, 15, 16, 16, 16, 16, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19,
	19, 19, 25, 25, 25, 25, 25, 25, 25, 33, 33, 33, 33, 36, 36, 36, 41, 41, 41, 41, 41, 41, 41, 41, 41, 41, 41,
	41, 41, 41, 41, 41, 41, 44, 44, 44, 44, 44, 45, 45, 45, 45, 45, 49, 49, 49, 49, 49, 49, 52, 52, 52, 52, 52,
	52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 57, 57,
	57, 57, 60, 60, 60, 60, 60, 60, 60, 60, 65, 65, 65, 65, 65, 65, 69, 69, 69, 69, 69, 69, 69, 69, 69, 69, 69,
	69, 69, 70, 70, 70, 70, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80,
	80, 80, 80, 80, 80, 80, 82, 82, 82, 82, 83, 83, 83, 83, 83, 83, 83, 83, 83, 83, 83, 83, 83, 83, 83, 83, 83,
	83, 83, 84, 84, 84, 84, 84, 84, 84, 84, 84, 84, 84, 84, 84, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91,
	93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 93, 95, 95, 95,
	95, 95, 96, 96, 96, 96, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
	99, 99, 100, 100, 100, 100, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 105, 105, 105, 105, 105, 105, 105, 105, 105, 105, 105,
	105, 105, 107, 107, 107, 107, 107, 107, 107, 107, 110, 110, 110, 110, 110, 110, 112, 112, 112, 112, 112, 112, 117, 117, 117, 117, 121,
	121, 121, 121, 121, 121, 121, 122, 122, 122, 122, 122, 122, 122, 122, 122, 122, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127,
	127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
	128, 128, 131, 131, 131, 131, 131, 131, 131, 131, 131, 131, 131, 134, 134, 134, 135, 135, 135, 138, 138, 138, 139, 139, 139, 139, 139,
	139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139, 139,
	139, 139, 143, 143, 143, 143, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154, 154,
	154, 154, 157, 157, 158, 158, 173, 173, 173, 175, 177, 177, 178, 178, 179, 179, 180, 180, 180, 180, 180, 180, 183, 183, 183, 183, 183,
	183, 183, 185, 185, 185, 185, 190, 190, 190, 193, 193, 193, 193, 193, 193, 193, 205, 205, 205, 206, 206, 206, 207, 207, 207, 207, 207,
	207, 207, 207, 207, 207, 207, 207, 207, 207, 207, 207, 207, 207, 207, 207, 209, 209, 209, 209, 209, 211, 211, 211, 211, 211, 211, 211,
	211, 211, 213, 213, 213, 213, 218, 218, 218, 218, 218, 218, 218, 218, 218, 218, 220, 220, 220, 220, 220, 220, 220, 220, 220, 220, 220,
	220, 220, 221, 221, 221, 221, 221, 221, 221, 221, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223,
	223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223,
	223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 236, 236, 236, 236, 236, 236, 236, 236, 236, 236, 236,
	236, 236, 236, 236, 236, 236, 236, 236, 236, 236, 236, 236, 236, 236, 239, 239, 239, 239, 239, 239, 239, 239, 239, 239, 239, 239, 239,
	239,
};

const char *const short_words[] = {
	"abc", "access", "add", "admin", "aendern", "amazon", "and", "any", "api", "app", "apps", "aqui", "auth", "aws", "azure", "bar", "baz", "bits", "bitte", "blank", "bytes", "cambiar", "cambiare", "censored", "change", "changed", "changer", "changez", "char", "characters", "chars", "chave", "chiave", "clave", "cle", "client", "cloud", "company", "config", "contrasena", "cookie", "crypto", "csrf", "data", "database", "default", "dein", "deleted", "demo", "dev", "development", "django", "docker", "domain", "dont", "dummy", "email", "empty", "encrypt", "encryption", "enter", "env", "ersetzen", "example", "express", "fake", "fastapi", "fill", "fixme", "flask", "foo", "for", "from", "geheim", "geheime", "geheimer", "generate", "generated", "generator", "get", "github", "gitlab", "goes", "google", "groq", "hash", "haslo", "hello", "here", "hidden", "hier", "ici", "insecure", "insert", "invalid", "jouw", "jwt", "key", "keys", "klucz", "laravel", "least", "length", "local", "localhost", "login", "long", "main", "master", "max", "mega", "mein", "mi", "mia", "min", "minha", "minimum", "minio", "missing", "mock", "moi", "mon", "mongo", "mongodb", "motdepasse", "mudar", "must", "my", "mysql", "name", "nest", "never", "new", "next", "node", "none", "not", "null", "old", "one", "only", "openai", "own", "pass", "passwd", "password", "paypal", "pepper", "placeholder", "please", "postgres", "private", "prod", "production", "project", "public", "put", "pwd", "qui", "qux", "rabbitmq", "rails", "random", "react", "redacted", "redis", "refresh", "removed", "replace", "replaced", "root", "safe", "salt", "sample", "schluessel", "secret", "secrete", "secrets", "secure", "secured", "segredo", "sendgrid", "senha", "server", "service", "session", "sessions", "set", "should", "sign", "signing", "slack", "sleutel", "some", "spring", "stage", "staging", "store", "string", "stripe", "strong", "su", "sua", "super", "symfony", "tajny", "temp", "temporary", "test", "tested", "tests", "text", "that", "the", "these", "this", "todo", "token", "tokens", "trocar", "tu", "tua", "twilio", "ultra", "undefined", "unique", "unsafe", "use", "used", "user", "users", "valeur", "value", "values", "var", "variable", "very", "votre", "vue", "welcome", "with", "world", "xxx", "xxxx", "xyz", "your",
};
const uint16_t short_words_from[WORD_STARTS] = {
	0, 0, 0, 1, 2, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 8, 8, 11, 12, 12, 12, 12, 13, 13, 14, 14, 14,
	15, 15, 17, 17, 17, 17, 17, 17, 17, 17, 19, 19, 19, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 21,
	21, 21, 23, 23, 23, 23, 24, 24, 24, 33, 33, 33, 33, 37, 37, 37, 41, 41, 41, 42, 43, 43, 43, 43, 43, 43, 43,
	43, 43, 45, 45, 45, 45, 51, 51, 51, 51, 51, 52, 52, 52, 52, 52, 55, 55, 55, 55, 55, 55, 56, 56, 56, 56, 56,
	56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 58, 62, 62, 62, 62, 63, 63, 63, 63, 63, 63, 65, 65,
	65, 65, 67, 67, 67, 67, 67, 67, 67, 67, 69, 69, 69, 70, 70, 70, 72, 72, 72, 73, 73, 73, 73, 73, 73, 73, 73,
	73, 73, 73, 73, 73, 73, 80, 80, 80, 80, 82, 82, 82, 82, 82, 82, 84, 84, 84, 85, 85, 85, 85, 85, 85, 85, 85,
	85, 85, 87, 87, 87, 87, 89, 89, 89, 89, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91,
	91, 91, 91, 91, 92, 92, 92, 92, 92, 92, 92, 92, 92, 92, 92, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95,
	95, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95, 96, 96, 96, 96, 96, 96, 96, 96, 97, 97, 97,
	97, 97, 97, 97, 97, 97, 99, 99, 99, 99, 99, 99, 99, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100,
	100, 100, 101, 101, 101, 101, 103, 103, 103, 103, 103, 103, 103, 103, 103, 103, 107, 107, 107, 107, 107, 107, 107, 107, 107, 107, 107,
	107, 107, 110, 110, 110, 110, 112, 112, 112, 112, 119, 119, 119, 119, 119, 119, 125, 125, 125, 125, 125, 125, 127, 127, 127, 127, 129,
	129, 129, 130, 130, 130, 130, 134, 134, 134, 134, 134, 134, 134, 134, 134, 134, 137, 137, 137, 137, 137, 137, 138, 138, 138, 138, 138,
	138, 138, 138, 138, 138, 138, 138, 138, 138, 138, 138, 138, 138, 139, 139, 141, 141, 142, 142, 142, 142, 142, 142, 142, 143, 143, 143,
	143, 143, 147, 147, 147, 147, 148, 148, 148, 148, 148, 148, 148, 150, 150, 150, 151, 151, 151, 155, 155, 155, 157, 157, 158, 158, 158,
	158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 158, 160, 160, 160, 160, 160,
	160, 160, 163, 163, 163, 163, 170, 170, 170, 170, 170, 170, 170, 170, 170, 170, 171, 171, 171, 171, 171, 171, 171, 171, 171, 171, 171,
	171, 171, 174, 174, 175, 175, 188, 188, 188, 189, 191, 191, 191, 193, 193, 193, 194, 195, 195, 195, 195, 201, 204, 204, 204, 204, 205,
	205, 205, 206, 206, 206, 206, 212, 212, 212, 216, 216, 216, 216, 216, 216, 216, 219, 219, 219, 220, 220, 220, 222, 222, 223, 223, 223,
	223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 224, 224, 227, 227, 227, 227, 227, 231, 231, 231, 231, 231, 231, 231,
	231, 231, 236, 236, 236, 236, 237, 237, 237, 237, 237, 237, 237, 237, 237, 237, 238, 238, 238, 238, 238, 238, 239, 239, 239, 239, 239,
	239, 239, 239, 239, 239, 239, 240, 240, 240, 240, 241, 241, 241, 241, 241, 241, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242,
	242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 242, 244, 245,
	245, 245, 245, 245, 245, 245, 245, 245, 245, 245, 245, 245, 245, 245, 245, 245, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246,
	246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246, 246,
	246,
};

const char *const hex_words[] = {
	"ab5e1b0b", "abad1dea", "abadbabe", "abadcafe", "b00b", "ba5eba11", "ba5eba5e", "baadcafe", "baadf00d", "babe", "bada55", "badc0de", "badcafe", "badcaffe", "bead", "beef", "beefbabe", "beefcafe", "c0ca", "c0de", "c0defeed", "c0ff33", "c0ffee", "cafe", "cafebabe", "cafed00d", "d00d", "d15ea5e", "dabbad00", "dead", "deadbabe", "deadbeef", "deadc0de", "deadfa11", "deaf", "decafbad", "defaced", "defec8ed", "f00d", "face", "faceb00c", "facefeed", "fade", "fee1dead", "feed", "feedface", "feedfeed",
};
const uint16_t hex_words_from[WORD_STARTS] = {
	0, 0, 0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
	4, 5, 14, 14, 14, 14, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18,
	18, 23, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26,
	26, 28, 29, 29, 29, 29, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38,
	38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38, 38,
	38, 39, 43, 43, 43, 43, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 47,
	47,
};
/* clang-format on */
