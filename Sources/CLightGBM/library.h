// The function table, for the two sources of this folder only.
#pragma once

#include "CLightGBM.h"

struct CLightGBMLibrary {
    const char *(*last_error)(void);
    int (*register_log)(void (*callback)(const char *));
    int (*dataset_create)(const void *rows, int type, int32_t row_count, int32_t column_count, int is_row_major, const char *parameters,
                          const void *reference, void **dataset);
    int (*dataset_set_field)(void *dataset, const char *name, const void *values, int count, int type);
    int (*dataset_free)(void *dataset);
    int (*booster_create)(const void *dataset, const char *parameters, void **booster);
    int (*booster_update)(void *booster, int *is_finished);
    int (*booster_save)(void *booster, int start, int count, int importance, int64_t capacity, int64_t *length, char *text);
    int (*booster_load)(const char *text, int *rounds, void **booster);
    int (*booster_predict)(void *booster, const void *rows, int type, int32_t row_count, int32_t column_count, int is_row_major,
                           int kind, int start, int count, const char *parameters, int64_t *length, double *scores);
    int (*booster_free)(void *booster);
    void (*silent)(const char *);
};
