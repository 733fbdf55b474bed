#include "library.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// Of LightGBM's c_api.h.
enum { type_float = 0, type_double = 1, raw_scores = 1, split_importance = 0 };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

// Asked for twice: the first answer says how long the text is.
static char *text_of(const struct CLightGBMLibrary *library, void *booster) {
    int64_t length = 0;
    char nothing[1];
    if (library->booster_save(booster, 0, -1, split_importance, 0, &length, nothing) != 0 || length <= 0) return NULL;
    char *text = malloc((size_t)length + 1);
    if (text == NULL) return NULL;
    int64_t written = 0;
    if (library->booster_save(booster, 0, -1, split_importance, length, &written, text) != 0 || written > length) {
        free(text);
        return NULL;
    }
    text[length] = 0;
    return text;
}

char *CLightGBMTrain(const struct CLightGBMLibrary *library, const double *rows, int32_t row_count, int32_t column_count,
                     const float *labels, const char *parameters, int rounds, char *message, size_t capacity) {
    void *dataset = NULL;
    void *booster = NULL;
    char *text = NULL;
    pthread_mutex_lock(&one_at_a_time);
    // The callback belongs to the thread: without it, LightGBM would write to the terminal.
    int failed = library->register_log(library->silent);
    if (!failed) failed = library->dataset_create(rows, type_double, row_count, column_count, 1, parameters, NULL, &dataset);
    if (!failed) failed = library->dataset_set_field(dataset, "label", labels, row_count, type_float);
    if (!failed) failed = library->booster_create(dataset, parameters, &booster);
    int finished = 0;
    for (int round = 0; round < rounds && !failed && !finished; round++) failed = library->booster_update(booster, &finished);
    if (!failed) text = text_of(library, booster);
    if (text == NULL) snprintf(message, capacity, "%s", library->last_error());
    if (booster != NULL) library->booster_free(booster);
    if (dataset != NULL) library->dataset_free(dataset);
    pthread_mutex_unlock(&one_at_a_time);
    return text;
}

int CLightGBMPredict(const struct CLightGBMLibrary *library, const char *model, const double *rows, int32_t row_count, int32_t column_count,
                     double *scores, char *message, size_t capacity) {
    void *booster = NULL;
    int rounds = 0;
    int64_t length = 0;
    pthread_mutex_lock(&one_at_a_time);
    int failed = library->register_log(library->silent);
    if (!failed) failed = library->booster_load(model, &rounds, &booster);
    if (!failed) {
        failed = library->booster_predict(booster, rows, type_double, row_count, column_count, 1, raw_scores, 0, -1,
                                          "num_threads=1 verbosity=-1", &length, scores);
    }
    if (!failed && length != row_count) failed = 1;
    if (failed) snprintf(message, capacity, "%s", library->last_error());
    if (booster != NULL) library->booster_free(booster);
    pthread_mutex_unlock(&one_at_a_time);
    return failed;
}
